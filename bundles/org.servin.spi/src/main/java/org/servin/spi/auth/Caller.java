package org.servin.spi.auth;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a request before anybody has judged it.
 *
 * @param transport {@code unix}, {@code tcp} or {@code tls}
 * @param remote the peer's address as text; empty for a unix socket
 * @param certificates the peer's verified certificate chain, leaf first; empty without mutual TLS
 * @param headers header names in lower case to their values
 * @param unix the process at the other end of a unix socket; empty for other transports
 */
public record Caller(String transport, String remote, List<X509Certificate> certificates, Map<String, List<String>> headers, Optional<UnixPeer> unix) {
    /** Copies the collections. */
    public Caller {
        Objects.requireNonNull(unix, "unix is null");
        certificates = List.copyOf(certificates);
        headers = Map.copyOf(headers);
    }

    /** A caller that is not at a unix socket, or of whom the kernel says nothing. */
    public Caller(String transport, String remote, List<X509Certificate> certificates, Map<String, List<String>> headers) {
        this(transport, remote, certificates, headers, Optional.empty());
    }

    /** The first value of a header. */
    public Optional<String> header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, List.of()).stream().findFirst();
    }
}
