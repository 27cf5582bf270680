package org.servin.log.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Words failures of requests as Go's HTTP client words them for dockerd. */
final class Failures {
    private Failures() { }

    /** {@code Post "http://…": dial tcp 127.0.0.1:1: connect: connection refused}. */
    static String text(String method, URI uri, IOException e) {
        return method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT) + " \"" + uri + "\": " + reason(e, uri);
    }

    private static String reason(IOException e, URI uri) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "dial tcp: lookup " + uri.getHost() + ": no such host";
            }
            if (cause instanceof HttpConnectTimeoutException) {
                return "dial tcp " + uri.getHost() + ":" + port(uri) + ": i/o timeout";
            }
        }
        if (e instanceof ConnectException) {
            boolean unreachable = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("unreachable");
            return "dial tcp " + address(uri) + ": connect: " + (unreachable ? "network is unreachable" : "connection refused");
        }
        if (e instanceof HttpTimeoutException) {
            return "net/http: request canceled (Client.Timeout exceeded while awaiting headers)";
        }
        return e instanceof SSLException ? tls(e) : plain(String.valueOf(e.getMessage()));
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    private static String address(URI uri) {
        try {
            return (uri.getHost().startsWith("[") ? uri.getHost() : InetAddress.getByName(uri.getHost()).getHostAddress()) + ":" + port(uri);
        } catch (UnknownHostException e) {
            return uri.getHost() + ":" + port(uri); // it had an address a moment ago
        }
    }

    private static String tls(IOException e) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("nrecognized SSL message")) {
            return "tls: first record does not look like a TLS handshake";
        }
        boolean unknown = text.contains("unable to find valid certification path") || text.contains("signature check failed") || text.contains("does not chain with any of the trust anchors");
        return unknown ? "x509: certificate signed by unknown authority" : text;
    }

    private static String plain(String text) {
        return text.contains("header parser received no bytes") || text.contains("Connection reset") || text.contains("EOF reached while reading") ? "EOF" : text;
    }
}
