package org.servin.http.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One value of the setting {@code hosts}, understood. */
sealed interface Endpoint {
    /** What dockerd's clients expect. */
    int PLAIN_PORT = 2375;
    int TLS_PORT = 2376;
    /** struct sockaddr_un, without the byte that ends a path. */
    int LONGEST_PATH = 107;
    int LARGEST_PORT = 65535;

    /** A socket in the file system. */
    record Unix(Path path) implements Endpoint {
        @Override
        public String toString() {
            return "unix://" + path;
        }
    }

    /** Whether a connection is encrypted. */
    enum Scheme {
        /** As the settings {@code tls} and {@code tlsverify} say. */
        TCP,
        /** Never. */
        HTTP,
        /** Always. */
        HTTPS
    }

    /** An address and a port. */
    record Tcp(Scheme scheme, String address, int port) implements Endpoint {
        @Override
        public String toString() {
            return scheme.name().toLowerCase(java.util.Locale.ROOT) + "://" + (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
        }
    }

    /**
     * Sockets that the engine was started with: all, those of a name, or the one with a descriptor's number.
     *
     * @param which empty for all
     */
    record Inherited(String which) implements Endpoint {
        /** Whether it means this one. */
        boolean means(int descriptor, String name) {
            return which.isEmpty() || which.equals(name) || which.equals(String.valueOf(descriptor));
        }

        @Override
        public String toString() {
            return "fd://" + which;
        }
    }

    /** Understands a value. */
    static Endpoint parse(String host) {
        int colon = host.indexOf("://");
        String rest = colon < 0 ? host : host.substring(colon + "://".length());
        return switch (colon < 0 ? "" : host.substring(0, colon)) {
            case "unix" -> new Unix(unixPath(host, rest));
            case "tcp" -> tcp(host, rest, Scheme.TCP, PLAIN_PORT);
            case "http" -> tcp(host, rest, Scheme.HTTP, PLAIN_PORT);
            case "https" -> tcp(host, rest, Scheme.HTTPS, TLS_PORT);
            case "fd" -> new Inherited(rest.equals("*") ? "" : rest);
            default -> {
                if (!host.startsWith("/")) {
                    throw new IllegalArgumentException("hosts: \"" + host + "\" is none of unix:///path, tcp://, http:// and https://address:port, fd:// and fd://name");
                }
                yield new Unix(unixPath(host, host));
            }
        };
    }

    private static Path unixPath(String host, String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("hosts: \"" + host + "\" needs an absolute path");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new IllegalArgumentException("hosts: \"" + host + "\" is longer than the " + LONGEST_PATH + " bytes that a socket's path can have");
        }
        return Path.of(path);
    }

    /** As dockerd, takes what is not said to be its own port, and this host only. */
    private static Tcp tcp(String host, String rest, Scheme scheme, int usualPort) {
        String plain = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        int colon = plain.lastIndexOf(':');
        if (colon < 0 || plain.endsWith("]")) {
            colon = plain.length();
        }
        String address = plain.substring(0, colon);
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        } else if (address.indexOf(':') >= 0) {
            throw new IllegalArgumentException("hosts: \"" + host + "\" has an address of IPv6 that is not in brackets");
        }
        if (address.matches(".*[/?#@\\s\\[\\]].*")) {
            throw new IllegalArgumentException("hosts: \"" + host + "\" has more than an address and a port");
        }
        return new Tcp(scheme, address.isEmpty() ? "localhost" : address, colon == plain.length() ? usualPort : port(host, plain.substring(colon + 1)));
    }

    private static int port(String host, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= LARGEST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below, in the same words as for a number out of range
        }
        throw new IllegalArgumentException("hosts: \"" + host + "\" has no port between 0 and 65535");
    }
}
