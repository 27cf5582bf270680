package org.servin.http;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who is at the other end of a connection.
 *
 * @param transport {@code unix}, {@code tcp} or {@code tls}
 * @param address the peer's address; empty on a unix socket
 * @param certificates the peer's verified certificates, leaf first; empty without mutual TLS
 */
public record Peer(String transport, String address, List<X509Certificate> certificates) {
    /** Copies the list. */
    public Peer {
        certificates = List.copyOf(certificates);
    }
}
