package org.servin.image.internal.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * HTTP as registries are spoken to. The clients, with their threads, are made when the first request needs them. HTTP/1.1, since one connection a
 * download is faster for a few big bodies. Redirects are the caller's, who knows what may be told to whom. Thread-safe.
 */
public final class RegistryHttp {
    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final int MAX_CLIENTS = 8;
    /** The one that was used last is the last; a client that is forgotten ends by itself when nothing is in progress with it. */
    private final Map<Trust, HttpClient> clients = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Trust, HttpClient> eldest) {
            return size() > MAX_CLIENTS;
        }
    };
    private final Duration silence;
    private final Proxies proxies;

    /**
     * Goes by proxies where they lead.
     *
     * @param silence how long a server may say nothing, and take nothing
     */
    RegistryHttp(Duration silence, Proxies proxies) {
        this.silence = silence;
        this.proxies = proxies;
    }

    /**
     * A request.
     *
     * @param headers by name
     * @param body null for none
     */
    record Message(String method, URI uri, Map<String, String> headers, Outgoing body) {
        static Message get(URI uri) {
            return new Message("GET", uri, Map.of(), null);
        }

        Message with(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new Message(method, uri, more, body);
        }
    }

    /** Sends and gives the answer when its headers are here; the body is an {@link ArrivingBody}. */
    Answer send(Message message, Trust trust) throws IOException {
        return send(message, trust, silence);
    }

    /** The same with another limit for the answer of a request that has no body. */
    Answer send(Message message, Trust trust, Duration answer) throws IOException {
        if (message.uri().getHost() == null || !message.uri().getScheme().startsWith("http")) {
            throw HttpFailures.of(message, "unsupported protocol scheme \"" + (message.uri().getScheme() == null ? "" : message.uri().getScheme()) + "\"");
        }
        Optional<Proxies.Hop> hop = proxies.hop(message.uri()).filter(h -> h.kind() != Proxies.Hop.Kind.HTTP);
        try {
            // made when it is needed, so that no class of its client is loaded before
            return hop.isPresent() ? new ProxyHttp(CONNECT, silence).send(message, hop.get(), trust, answer) : direct(message, trust, answer);
        } catch (IOException e) {
            throw HttpFailures.of(message, e);
        }
    }

    private Answer direct(Message message, Trust trust, Duration answer) throws IOException {
        CompletableFuture<HttpResponse<ArrivingBody>> coming = null;
        try {
            coming = client(trust).sendAsync(request(message, answer), info -> new ArrivingBody(silence));
            HttpResponse<ArrivingBody> response = await(coming, message.body());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
        }
    }

    /** A server may take as long as it wants for a body, as long as it takes some of it now and then. */
    private HttpResponse<ArrivingBody> await(CompletableFuture<HttpResponse<ArrivingBody>> coming, Outgoing body) throws InterruptedException, IOException {
        while (true) {
            try {
                return body == null ? coming.get() : coming.get(Math.max(1, silence.toNanos() - body.idle()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (body.idle() >= silence.toNanos()) {
                    coming.cancel(true);
                    throw new HttpTimeoutException("the registry took nothing for " + silence.toSeconds() + " seconds");
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException io) {
                    throw io;
                }
                throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
            }
        }
    }

    private HttpRequest request(Message message, Duration answer) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(message.uri()).header("User-Agent", "servin");
        message.headers().forEach(builder::header);
        proxies.hop(message.uri()).filter(hop -> !hop.login().isEmpty()).ifPresent(hop -> builder.header("Proxy-Authorization", basic(hop.login())));
        if (message.body() == null) {
            // a GET made in the other way says that it has a body of no bytes
            return (message.method().equals("GET") ? builder.GET() : builder.method(message.method(), BodyPublishers.noBody())).timeout(answer).build();
        }
        return builder.method(message.method(), message.body().publisher()).build();
    }

    /** The header of basic authentication. */
    static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized HttpClient client(Trust trust) throws IOException {
        HttpClient client = clients.get(trust);
        if (client == null) {
            HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NEVER).proxy(new Selector(proxies));
            client = (trust.equals(Trust.machine()) ? builder : builder.sslContext(trust.context())).build();
            clients.put(trust, client);
        }
        return client;
    }

    private static final class Selector extends ProxySelector {
        private final Proxies proxies;

        Selector(Proxies proxies) {
            this.proxies = proxies;
        }

        @Override
        public List<Proxy> select(URI uri) {
            Optional<Proxies.Hop> hop = proxies.hop(uri);
            return List.of(hop.map(h -> new Proxy(Proxy.Type.HTTP, new InetSocketAddress(h.host(), h.port()))).orElse(Proxy.NO_PROXY));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException e) {
            // the request itself fails with this, and there is no other proxy to choose
        }
    }
}
