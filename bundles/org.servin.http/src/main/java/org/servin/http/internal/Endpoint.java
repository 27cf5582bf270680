package org.servin.http.internal;

import java.nio.file.Path;

/** One value of the setting {@code hosts}, understood. */
sealed interface Endpoint {
    /** A socket in the file system. */
    record Unix(Path path) implements Endpoint {
        @Override
        public String toString() {
            return "unix://" + path;
        }
    }

    /** An address and a port; an empty address means all. */
    record Tcp(String address, int port) implements Endpoint {
        @Override
        public String toString() {
            return "tcp://" + (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
        }
    }

    /** Understands a value. */
    static Endpoint parse(String host) {
        if (host.startsWith("unix://")) {
            return new Unix(unixPath(host, host.substring("unix://".length())));
        }
        if (host.startsWith("tcp://")) {
            return tcp(host, host.substring("tcp://".length()));
        }
        if (host.startsWith("/")) {
            return new Unix(unixPath(host, host));
        }
        throw new IllegalArgumentException("hosts: \"" + host + "\" is none of unix:///path and tcp://address:port");
    }

    private static Path unixPath(String host, String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("hosts: \"" + host + "\" needs an absolute path");
        }
        if (path.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 107) {
            throw new IllegalArgumentException("hosts: \"" + host + "\" is longer than the 107 bytes that a socket's path can have");
        }
        return Path.of(path);
    }

    private static Tcp tcp(String host, String rest) {
        String plain = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        int colon = plain.lastIndexOf(':');
        try {
            String address = colon < 0 ? "" : plain.substring(0, colon);
            int port = Integer.parseInt(plain.substring(colon + 1));
            if (colon >= 0 && port >= 0 && port <= 65535) {
                return new Tcp(address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address, port);
            }
        } catch (NumberFormatException e) {
            // said below, in the same words as for a number out of range
        }
        throw new IllegalArgumentException("hosts: \"" + host + "\" has no port between 0 and 65535");
    }
}
