package org.servin.image.internal.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.registry.RegistrySettings.Endpoint;

/** A registry that answers, with the credentials of one job. Thread-safe. */
public final class Connection {
    private static final int MAX_REDIRECTS = 10;
    private static final int MAX_ERROR = 64 << 10;
    /** Some servers without TLS neither answer nor hang up when spoken to with it. */
    private static final Duration LAX_PING = Duration.ofSeconds(10);
    private final RegistryHttp http;
    private final Endpoint endpoint;
    private final Credentials credentials;
    private volatile List<Challenge> challenges = List.of();

    private Connection(RegistryHttp http, Endpoint endpoint, Credentials credentials) {
        this.http = http;
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    /** Asks whether a registry is there, and what it wants of its clients. */
    static Connection open(RegistryHttp http, Endpoint endpoint, RegistryLogin login) throws IOException {
        Connection connection = new Connection(http, endpoint, new Credentials(http, login));
        URI ping = connection.uri("/v2/");
        HttpRequest.Builder request = RegistryHttp.request(false).GET();
        if (endpoint.lax()) {
            request.timeout(LAX_PING);
        }
        HttpResponse<InputStream> response = http.send(request, "GET", ping, endpoint.lax());
        response.body().close();
        connection.challenges = response.statusCode() == 401 ? Challenge.of(response.headers()) : List.of();
        return connection;
    }

    /** A question to a registry. */
    record Question(String method, URI uri, Map<String, String> headers, Supplier<BodyPublisher> body, String scope) {
        static Question of(String method, URI uri, String scope) {
            return new Question(method, uri, Map.of(), null, scope);
        }
    }

    /** The registry's answer; the body must be closed. Errors are answers too: see {@link #require}. */
    HttpResponse<InputStream> ask(Question question) throws IOException {
        URI uri = question.uri();
        boolean proven = false;
        for (int hops = 0; hops <= MAX_REDIRECTS; ) {
            boolean own = isOwn(uri);
            HttpResponse<InputStream> response = http.send(request(question, uri, own), question.method(), uri, endpoint.lax());
            int status = response.statusCode();
            if (status == 401 && own && !proven) {
                response.body().close();
                challenges = Challenge.of(response.headers());
                credentials.answer(challenges, question.scope(), uri, endpoint.lax());
                proven = true;
                continue;
            }
            Optional<String> location = response.headers().firstValue("Location");
            boolean redirects = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
            if (!redirects || location.isEmpty() || question.body() != null) {
                return response;
            }
            response.body().close();
            uri = resolve(uri, location.get());
            hops++;
        }
        throw new IOException("Get \"" + question.uri() + "\": stopped after " + MAX_REDIRECTS + " redirects");
    }

    private HttpRequest.Builder request(Question question, URI uri, boolean own) throws IOException {
        HttpRequest.Builder builder = RegistryHttp.request(question.body() != null);
        question.headers().forEach((name, value) -> builder.header(name, value));
        builder.method(question.method(), question.body() == null ? BodyPublishers.noBody() : question.body().get());
        if (own) {
            authorization(question, uri).ifPresent(header -> builder.header("Authorization", header));
        }
        return builder;
    }

    private Optional<String> authorization(Question question, URI uri) throws IOException {
        Optional<String> known = credentials.header(question.scope());
        if (known.isPresent() || challenges.isEmpty()) {
            return known;
        }
        return Optional.of(credentials.answer(challenges, question.scope(), uri, endpoint.lax()));
    }

    /** Credentials are for the registry itself, never for whom it redirects to. */
    private boolean isOwn(URI uri) {
        URI base = endpoint.base();
        return base.getScheme().equals(uri.getScheme()) && base.getAuthority().equals(uri.getAuthority());
    }

    /** Where a Location header leads. */
    URI resolve(URI from, String location) throws IOException {
        try {
            URI to = from.resolve(location);
            if (!"https".equals(to.getScheme()) && !"http".equals(to.getScheme()) || to.getHost() == null) {
                throw new IOException("\"" + from + "\" redirects to \"" + location + "\", which cannot be followed");
            }
            return to;
        } catch (IllegalArgumentException e) {
            throw new IOException("\"" + from + "\" redirects to \"" + location + "\", which is not an address", e);
        }
    }

    /** An address at the registry. */
    URI uri(String path) {
        return URI.create(endpoint.base() + path);
    }

    /** Its host, for messages. */
    public String host() {
        return endpoint.base().getAuthority();
    }

    /** A token to keep instead of the password; empty if none was given. */
    String identityToken() {
        return credentials.identityToken();
    }

    /** Fails with the registry's words unless the status is one of those. */
    static HttpResponse<InputStream> require(HttpResponse<InputStream> response, int... statuses) throws IOException {
        for (int status : statuses) {
            if (response.statusCode() == status) {
                return response;
            }
        }
        try (InputStream body = response.body()) {
            List<Challenge> asked = Challenge.of(response.headers());
            throw RegistryException.of(response.statusCode(), body.readNBytes(MAX_ERROR), Challenge.find(asked, "bearer"));
        }
    }
}
