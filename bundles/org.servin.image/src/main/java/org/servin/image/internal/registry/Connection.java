package org.servin.image.internal.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.registry.RegistryHttp.Message;
import org.servin.image.internal.registry.RegistrySettings.Endpoint;

/** A registry that answers, with the credentials of one job. Thread-safe. */
public final class Connection {
    private static final int MAX_REDIRECTS = 10;
    private static final int MAX_ERROR = 64 << 10;
    /** Some servers without TLS neither answer nor hang up when spoken to with it; and one that is there says so soon. */
    static final Duration PING = Duration.ofSeconds(10);
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
    static Connection open(RegistryHttp http, Endpoint endpoint, RegistryLogin login, boolean lasting) throws IOException {
        Connection connection = new Connection(http, endpoint, new Credentials(http, login, lasting));
        Answer response = http.send(Message.get(connection.uri("/v2/")), endpoint.trust(), PING);
        response.body().close();
        connection.challenges = response.statusCode() == 401 ? Challenge.of(response.headers()) : List.of();
        return connection;
    }

    /** The registry's answer; the body must be closed. Errors are answers too: see {@link #require}. */
    Answer ask(Message message, String scope) throws IOException {
        Message at = message;
        boolean proven = false;
        for (int hops = 0; hops < MAX_REDIRECTS; ) {
            boolean own = isOwn(at.uri());
            Optional<String> proof = own ? authorization(at, scope) : Optional.empty();
            Message proved = at;
            Answer response = http.send(proof.map(header -> proved.with("Authorization", header)).orElse(at), endpoint.trust());
            if (response.statusCode() == 401 && own && !proven) {
                List<Challenge> asked = Challenge.of(response.headers());
                boolean refused = proof.isPresent() && Challenge.find(asked, "bearer").isEmpty();
                if (refused || asked.stream().noneMatch(Challenge::canBeAnswered)) {
                    return response;
                }
                response.body().close();
                challenges = asked;
                answer(at, scope);
                proven = true;
                continue;
            }
            Optional<String> location = response.headers().firstValue("Location");
            if (!isRedirect(response.statusCode()) || location.isEmpty() || message.body() != null) {
                return response;
            }
            response.body().close();
            at = new Message(at.method(), resolve(at, location.get()), message.headers(), null);
            hops++;
        }
        throw HttpFailures.of(message, "stopped after " + MAX_REDIRECTS + " redirects");
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private Optional<String> authorization(Message message, String scope) throws IOException {
        Optional<String> known = credentials.header(scope);
        if (known.isPresent() || challenges.stream().noneMatch(Challenge::canBeAnswered)) {
            return known;
        }
        return Optional.of(answer(message, scope));
    }

    private String answer(Message message, String scope) throws IOException {
        try {
            return credentials.answer(challenges, scope, message.uri(), endpoint.trust());
        } catch (IOException e) {
            throw UnauthenticatedException.of(message, e);
        }
    }

    /** Credentials are for the registry itself, never for whom it redirects to. */
    private boolean isOwn(URI uri) {
        URI base = endpoint.base();
        return base.getScheme().equals(uri.getScheme()) && base.getAuthority().equals(uri.getAuthority());
    }

    private static URI resolve(Message from, String location) throws IOException {
        URI to = resolve(from.uri(), location);
        if (!"https".equals(to.getScheme()) && !"http".equals(to.getScheme()) || to.getHost() == null) {
            throw HttpFailures.of(new Message(from.method(), to, Map.of(), null), "unsupported protocol scheme \"" + to.getScheme() + "\"");
        }
        return to;
    }

    /** Where a Location or a Link header leads. */
    static URI resolve(URI from, String location) throws IOException {
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("\"" + from + "\" leads to \"" + location + "\", which is not an address", e);
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

    /** Content that is not at the registry itself: asked for without credentials, and by what the machine trusts. */
    Answer askStranger(Message message) throws IOException {
        return http.send(message, Trust.machine());
    }

    /** Fails with the registry's words unless the status is one of those. */
    static Answer require(Answer response, int... statuses) throws IOException {
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
