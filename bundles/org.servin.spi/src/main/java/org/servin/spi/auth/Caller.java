package org.servin.spi.auth;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a request before anybody has judged it.
 *
 * @param transport {@code unix}, {@code tcp} or {@code tls}
 * @param remote the peer's address as text; empty for a unix socket
 * @param certificates the peer's verified certificate chain, leaf first; empty without mutual TLS
 * @param headers header names in lower case to their values
 */
public record Caller(String transport, String remote, List<X509Certificate> certificates, Map<String, List<String>> headers) {
    /** Copies the collections. */
    public Caller {
        certificates = List.copyOf(certificates);
        headers = Map.copyOf(headers);
    }

    /** The first value of a header. */
    public Optional<String> header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, List.of()).stream().findFirst();
    }
}
