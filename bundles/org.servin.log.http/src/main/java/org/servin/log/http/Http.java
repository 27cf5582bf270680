package org.servin.log.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * Requests that are answered within a bounded time or fail, and end when their thread is interrupted. Clients of the JDK, each with a thread, are made when the first request
 * needs them and shared by all destinations that are trusted alike. Redirects are not followed: where a log goes is its owner's to say. Thread-safe.
 */
public final class Http {
    private static final int MAX_CLIENTS = 4;
    private static final int MAX_BODY = 64 * 1024;

    private final Duration connect;
    private final Duration answer;
    private final Optional<ProxySelector> proxies;
    /** The one that was used last is the last; a client that is forgotten ends by itself when nothing is in progress with it. */
    private final Map<Trust, HttpClient> clients = new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Trust, HttpClient> eldest) {
            return size() > MAX_CLIENTS;
        }
    };

    /**
     * Makes nothing yet.
     *
     * @param connect how long a destination has to take a connection
     * @param answer how long a destination has to answer a request
     * @param proxies how to get there; empty for straight
     */
    public Http(Duration connect, Duration answer, Optional<ProxySelector> proxies) {
        this.connect = connect;
        this.answer = answer;
        this.proxies = proxies;
    }

    /** A request to which the method and headers are still to be added. */
    public static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).setHeader("User-Agent", "servin");
    }

    /**
     * Sends, and waits for the whole answer, whatever its status. UNAVAILABLE where there is none, with a text in which headers and body do not stand; CANCELLED when
     * interrupted.
     */
    public Answer send(HttpRequest.Builder builder, Trust trust) {
        HttpRequest request = builder.timeout(answer).build();
        try {
            return await(client(trust).sendAsync(request, info -> new FirstBytes()));
        } catch (IOException e) {
            throw new ServinException(ErrorKind.UNAVAILABLE, Failures.text(request.method(), request.uri(), e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
        }
    }

    /** The client's own limit ends with the answer's headers, so that a body which never ends needs this one. */
    private Answer await(CompletableFuture<HttpResponse<byte[]>> coming) throws IOException, InterruptedException {
        try {
            HttpResponse<byte[]> response = coming.get(connect.plus(answer).toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw new HttpTimeoutException("the answer does not end");
        } catch (InterruptedException e) {
            coming.cancel(true);
            throw e;
        }
    }

    /** Forgets the clients. Each ends, with its thread and connections, when nothing is in progress with it and the JDK has noticed that nobody has it any more. */
    public synchronized void release() {
        clients.clear();
    }

    private synchronized HttpClient client(Trust trust) throws IOException {
        HttpClient client = clients.get(trust);
        if (client == null) {
            HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(connect)
                    .followRedirects(HttpClient.Redirect.NEVER).proxy(proxies.orElse(HttpClient.Builder.NO_PROXY)).executor(Runnable::run);
            Optional<SSLContext> context = trust.context();
            client = context.map(builder::sslContext).orElse(builder).build();
            clients.put(trust, client);
        }
        return client;
    }

    /** Reads all of a body, so that the connection can be used again, and keeps its beginning: no destination can make the engine keep more. */
    private static final class FirstBytes implements HttpResponse.BodySubscriber<byte[]> {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final HttpResponse.BodySubscriber<Void> reader = BodySubscribers.ofByteArrayConsumer(part -> part.ifPresent(
                bytes -> kept.write(bytes, 0, Math.min(bytes.length, MAX_BODY - kept.size()))));

        @Override
        public CompletionStage<byte[]> getBody() {
            return reader.getBody().thenApply(nothing -> kept.toByteArray());
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            reader.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> item) {
            reader.onNext(item);
        }

        @Override
        public void onError(Throwable failure) {
            reader.onError(failure);
        }

        @Override
        public void onComplete() {
            reader.onComplete();
        }
    }
}
