package org.servin.image.internal.registry;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.servin.image.internal.registry.RegistryHttp.Message;

/** Words failures of requests as Go's HTTP client words them for dockerd. */
final class HttpFailures {
    private HttpFailures() { }

    /** A request that was not answered. */
    static IOException of(Message message, IOException cause) {
        return new IOException(prefix(message.method(), message.uri()) + reason(cause, message.uri()), cause);
    }

    /** A request that is not made. */
    static IOException of(Message message, String reason) {
        return new IOException(prefix(message.method(), message.uri()) + reason);
    }

    /** What was asked: {@code Get "https://…": }. */
    static String prefix(String method, URI uri) {
        return method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT) + " \"" + uri + "\": ";
    }

    /** A body that broke off: the JDK's client says it in several ways. */
    static IOException body(IOException cause) {
        String text = String.valueOf(cause.getMessage());
        boolean early = text.contains("bytes received") || text.contains("EOF") || text.contains("Connection reset") || text.equals("closed");
        if (!early) {
            return cause;
        }
        EOFException end = new EOFException("unexpected EOF");
        end.initCause(cause);
        return end;
    }

    private static String reason(IOException e, URI uri) {
        String authority = uri.getHost() + ":" + port(uri);
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "dial tcp: lookup " + uri.getHost() + ": no such host";
            }
            if (cause instanceof HttpConnectTimeoutException) {
                return "dial tcp " + authority + ": i/o timeout";
            }
        }
        if (e instanceof ConnectException) {
            String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            return "dial tcp " + address(uri) + ": connect: " + (text.contains("unreachable") ? "network is unreachable" : "connection refused");
        }
        if (e instanceof HttpTimeoutException) {
            return "net/http: request canceled (Client.Timeout exceeded while awaiting headers)";
        }
        return e instanceof SSLException ? tls((SSLException) e) : plain(String.valueOf(e.getMessage()));
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    /** The address that a host's name stands for, with the port. */
    private static String address(URI uri) {
        try {
            InetAddress address = InetAddress.getByName(uri.getHost());
            return (address instanceof Inet6Address ? uri.getHost() : address.getHostAddress()) + ":" + port(uri);
        } catch (UnknownHostException e) {
            return uri.getHost() + ":" + port(uri); // it had an address a moment ago
        }
    }

    private static String tls(SSLException e) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("Unsupported or unrecognized SSL message")) {
            return "http: server gave HTTP response to HTTPS client";
        }
        if (text.contains("unable to find valid certification path") || text.contains("signature check failed")) {
            return "x509: certificate signed by unknown authority";
        }
        if (text.contains("certificate_required") || text.contains("bad_certificate")) {
            return "remote error: tls: bad certificate";
        }
        return plain(text);
    }

    private static String plain(String text) {
        return text.contains("header parser received no bytes") || text.contains("Connection reset") || text.contains("EOF reached while reading") ? "EOF" : text;
    }
}
