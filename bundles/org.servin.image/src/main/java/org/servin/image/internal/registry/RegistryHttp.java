package org.servin.image.internal.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * HTTP as registries are spoken to. The clients, with their threads, are made when the first request needs them. HTTP/1.1, since one connection a
 * download is faster for a few big bodies. Redirects are the caller's, who knows what may be told to whom. Failures are worded as Go's client words them.
 */
public final class RegistryHttp {
    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private final StallGuard guard = new StallGuard(ANSWER);
    private HttpClient strict;
    private HttpClient lax;

    /** Sends and gives the answer when its headers are here; the body is a stream that fails when nothing comes for a minute. */
    HttpResponse<InputStream> send(HttpRequest.Builder request, String method, URI uri, boolean anyCertificate) throws IOException {
        HttpRequest built = request.uri(uri).build();
        try {
            return client(anyCertificate).send(built, info -> HttpResponse.BodySubscribers.mapping(HttpResponse.BodySubscribers.ofInputStream(), guard::watch));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
        } catch (IOException e) {
            throw new IOException(title(method) + " \"" + uri + "\": " + reason(e, uri), e);
        }
    }

    /** A request with the usual limits; those with a body have as long as their body takes. */
    static HttpRequest.Builder request(boolean hasBody) {
        HttpRequest.Builder builder = HttpRequest.newBuilder().header("User-Agent", "servin");
        return hasBody ? builder : builder.timeout(ANSWER);
    }

    private static String title(String method) {
        return method.charAt(0) + method.substring(1).toLowerCase(java.util.Locale.ROOT);
    }

    private static String reason(IOException e, URI uri) {
        String authority = uri.getHost() + ":" + (uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80);
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "dial tcp: lookup " + uri.getHost() + ": no such host";
            }
            if (cause instanceof HttpConnectTimeoutException) {
                return "dial tcp " + authority + ": i/o timeout";
            }
        }
        if (e instanceof ConnectException) {
            return "dial tcp " + authority + ": connect: connection refused";
        }
        if (e instanceof HttpTimeoutException) {
            return "net/http: request canceled (Client.Timeout exceeded while awaiting headers)";
        }
        String text = String.valueOf(e.getMessage());
        if (e instanceof SSLException && text.contains("Unsupported or unrecognized SSL message")) {
            return "http: server gave HTTP response to HTTPS client";
        }
        if (e instanceof SSLException && text.contains("unable to find valid certification path")) {
            return "x509: certificate signed by unknown authority";
        }
        return text.contains("header parser received no bytes") || text.contains("Connection reset") ? "EOF" : text;
    }

    private synchronized HttpClient client(boolean anyCertificate) {
        if (anyCertificate) {
            if (lax == null) {
                lax = builder().sslContext(trusting()).build();
            }
            return lax;
        }
        if (strict == null) {
            strict = builder().build();
        }
        return strict;
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER);
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has TLS", e);
        }
    }
}
