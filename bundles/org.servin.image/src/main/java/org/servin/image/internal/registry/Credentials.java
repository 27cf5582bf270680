package org.servin.image.internal.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.manifest.Json;
import org.servin.image.internal.registry.RegistryHttp.Message;

/**
 * Answers a registry's demand for authentication, and remembers the answers for one job. Thread-safe. Tokens are got as Docker's token authentication specification says: by GET
 * with a name and password or none, by POST with a refresh token.
 */
final class Credentials {
    /** Under which name tokens are asked for; servers of tokens know this one. */
    private static final String CLIENT = "docker";
    private static final int MAX_ANSWER = 1 << 20;
    private final RegistryHttp http;
    private final RegistryLogin login;
    private final boolean lasting;
    private final Map<String, String> headers = new ConcurrentHashMap<>();
    private volatile String refreshToken;

    /** With {@code lasting} also a token to keep instead of the password is asked for. */
    Credentials(RegistryHttp http, RegistryLogin login, boolean lasting) {
        this.http = http;
        this.login = login;
        this.lasting = lasting;
        this.refreshToken = login.identityToken();
    }

    /** The Authorization header that served a scope before. */
    Optional<String> header(String scope) {
        return Optional.ofNullable(headers.get(scope));
    }

    /** A token that can be kept instead of the password: the registry's, or else the one that was given; empty if there is neither. */
    String identityToken() {
        return refreshToken;
    }

    /**
     * Makes the Authorization header that a demand asks for.
     *
     * @param scope what will be done, in words of the token specification, separated by spaces
     * @param request what was asked for
     */
    String answer(List<Challenge> challenges, String scope, URI request, Trust trust) throws IOException {
        Optional<Challenge> bearer = Challenge.find(challenges, "bearer");
        String header = bearer.isPresent() ? "Bearer " + token(bearer.get(), scope, request, trust) : basic();
        headers.put(scope, header);
        return header;
    }

    private String basic() throws IOException {
        if (!isPassword()) {
            throw new IOException("no basic auth credentials");
        }
        return RegistryHttp.basic(login.username() + ":" + login.password());
    }

    private boolean isPassword() {
        return !login.username().isEmpty() && !login.password().isEmpty();
    }

    private String token(Challenge challenge, String scope, URI request, Trust trust) throws IOException {
        if (!login.registryToken().isEmpty() && !lasting) {
            return login.registryToken();
        }
        Map<String, String> query = new TreeMap<>();
        query.put("service", challenge.parameters().getOrDefault("service", ""));
        query.put("scope", scope);
        URI realm = realm(challenge);
        // a man in the middle of a plain connection must not get what TLS protects at the registry
        if (!login.identityToken().isEmpty() || isPassword()) {
            requireSafe(realm, request, trust);
        }
        return login.identityToken().isEmpty() ? simple(realm, query, trust) : refreshed(realm, query, trust);
    }

    private static URI realm(Challenge challenge) throws IOException {
        String realm = challenge.parameters().getOrDefault("realm", "");
        if (realm.isEmpty()) {
            throw new IOException("no realm specified for token auth challenge");
        }
        try {
            return URI.create(realm);
        } catch (IllegalArgumentException e) {
            throw new IOException("invalid token auth challenge realm: " + e.getMessage(), e);
        }
    }

    private static void requireSafe(URI realm, URI request, Trust trust) throws IOException {
        if (request.getScheme().equals("https") && "http".equals(realm.getScheme()) && !trust.anyCertificate()) {
            throw new IOException("credentials are not sent to \"" + realm + "\", which the registry at " + request.getAuthority() + " names for tokens: it is without TLS");
        }
    }

    private String simple(URI realm, Map<String, String> query, Trust trust) throws IOException {
        if (lasting) {
            query.put("client_id", CLIENT);
            query.put("offline_token", "true");
        }
        if (isPassword()) {
            query.put("account", login.username());
        }
        query.values().removeIf(String::isEmpty);
        String separator = realm.getRawQuery() == null ? "?" : "&";
        Message ask = Message.get(URI.create(realm + (query.isEmpty() ? "" : separator + form(query))));
        return read(http.send(isPassword() ? ask.with("Authorization", basic()) : ask, trust), realm);
    }

    private String refreshed(URI realm, Map<String, String> query, Trust trust) throws IOException {
        query.put("grant_type", "refresh_token");
        query.put("refresh_token", login.identityToken());
        query.put("client_id", CLIENT);
        try (Outgoing body = Outgoing.of(query.entrySet().stream().map(Credentials::pair).collect(Collectors.joining("&")).getBytes(StandardCharsets.UTF_8))) {
            return read(http.send(new Message("POST", realm, Map.of("Content-Type", "application/x-www-form-urlencoded"), body), trust), realm);
        }
    }

    /** Each scope is a parameter of its own. */
    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream().flatMap(f -> f.getKey().equals("scope") ? Stream.of(f.getValue().split(" ")).map(s -> Map.entry("scope", s)) : Stream.of(f))
                .map(Credentials::pair).collect(Collectors.joining("&"));
    }

    private static String pair(Map.Entry<String, String> field) {
        return field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8);
    }

    private String read(Answer response, URI realm) throws IOException {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_ANSWER);
            if (response.statusCode() != 200) {
                throw RegistryException.of(response.statusCode(), bytes, Challenge.find(Challenge.of(response.headers()), "bearer"));
            }
            JsonNode answer = Json.object(bytes, "token of " + realm.getHost());
            refreshToken = answer.path("refresh_token").asText(refreshToken);
            String token = answer.path("token").asText(answer.path("access_token").asText(""));
            if (token.isEmpty()) {
                throw new IOException("authorization server did not include a token in the response");
            }
            return token;
        }
    }
}
