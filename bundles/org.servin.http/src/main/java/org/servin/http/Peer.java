package org.servin.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Who is at the other end of a connection.
 *
 * @param transport {@code unix}, {@code tcp} or {@code tls}
 * @param address the peer's address; empty on a unix socket
 * @param certificates the peer's verified certificates, leaf first; empty without mutual TLS
 * @param credentials the process on a unix socket; empty on other transports, and where the virtual machine does not let them be seen (which is logged)
 */
public record Peer(String transport, String address, List<X509Certificate> certificates, Optional<UnixCredentials> credentials) {
    /** Copies the list. */
    public Peer {
        certificates = List.copyOf(certificates);
    }
}
