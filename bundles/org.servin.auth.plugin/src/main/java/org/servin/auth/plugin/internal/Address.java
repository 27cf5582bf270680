package org.servin.auth.plugin.internal;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a plugin listens.
 *
 * @param socket its socket's path; empty for one that is reached by TCP
 * @param host host name or address; empty for a socket
 * @param port TCP port; 0 for a socket
 * @param tls how to tell it from others, and to prove oneself; empty for plain HTTP
 * @param version differs when the same place may be another plugin's
 */
record Address(Optional<Path> socket, String host, int port, Optional<TlsFiles> tls, String version) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    static Address of(Path socket, String version) {
        return new Address(Optional.of(socket), "", 0, Optional.empty(), version);
    }

    /**
     * Reads a specification's address: {@code unix:///path}, {@code tcp://host:port}, {@code http://...} or {@code https://...}. IllegalArgumentException, in dockerd's words
     * where it has some, if it is none.
     */
    static Address parse(String text, Optional<TlsFiles> tls, String version) {
        URI uri = URI.create(text);
        if (uri.getScheme() == null) {
            throw new IllegalArgumentException("unknown protocol");
        }
        return switch (uri.getScheme()) {
            case "unix" -> of(path(uri), version);
            case "tcp", "http" -> remote(uri, HTTP, Optional.empty(), version);
            case "https" -> remote(uri, HTTPS, Optional.of(tls.orElse(TlsFiles.ANYBODY)), version);
            default -> throw new IllegalArgumentException("protocol not available: " + uri.getScheme());
        };
    }

    private static Path path(URI uri) {
        if (uri.getPath() == null || !uri.getPath().startsWith("/")) {
            throw new IllegalArgumentException("no absolute path in " + uri);
        }
        return Path.of(uri.getPath());
    }

    private static Address remote(URI uri, int port, Optional<TlsFiles> tls, String version) {
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("no host in " + uri);
        }
        String host = uri.getHost().startsWith("[") ? uri.getHost().substring(1, uri.getHost().length() - 1) : uri.getHost();
        return new Address(Optional.empty(), host, uri.getPort() < 0 ? port : uri.getPort(), tls, version);
    }

    /** For messages: as dockerd's client writes what it asks. */
    String url(String method) {
        String place = socket.map(path -> URLEncoder.encode(path.toString(), StandardCharsets.UTF_8)).orElseGet(this::hostAndPort);
        return (tls.isPresent() ? "https://" : "http://") + place + "/" + method;
    }

    /** For messages. */
    String dialled() {
        return socket.map(path -> "unix " + path).orElseGet(() -> "tcp " + hostAndPort());
    }

    /** The header {@code Host}. */
    String hostHeader() {
        return socket.isPresent() ? "localhost" : hostAndPort();
    }

    private String hostAndPort() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
