package org.servin.image.internal.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.manifest.Json;

/** Answers a registry's demand for authentication, and remembers the answers for one job. Thread-safe. */
final class Credentials {
    private static final String CLIENT = "servin";
    private final RegistryHttp http;
    private final RegistryLogin login;
    private final Map<String, String> headers = new ConcurrentHashMap<>();
    private volatile String refreshToken = "";

    Credentials(RegistryHttp http, RegistryLogin login) {
        this.http = http;
        this.login = login;
    }

    /** The Authorization header that served a scope before. */
    Optional<String> header(String scope) {
        return Optional.ofNullable(headers.get(scope));
    }

    /** A token that can be kept instead of the password; empty if the registry gave none. */
    String identityToken() {
        return refreshToken;
    }

    /**
     * Makes the Authorization header that a demand asks for.
     *
     * @param request what was asked for, to name in a failure
     */
    String answer(List<Challenge> challenges, String scope, URI request, boolean anyCertificate) throws IOException {
        Optional<Challenge> bearer = Challenge.find(challenges, "bearer");
        String header = bearer.isPresent() ? "Bearer " + token(bearer.get(), scope, request, anyCertificate) : basic(request);
        headers.put(scope, header);
        return header;
    }

    private String basic(URI request) throws IOException {
        if (login.username().isEmpty()) {
            throw new UnauthenticatedException("Get \"" + request + "\": no basic auth credentials");
        }
        return "Basic " + encoded();
    }

    private String encoded() {
        return Base64.getEncoder().encodeToString((login.username() + ":" + login.password()).getBytes(StandardCharsets.UTF_8));
    }

    private String token(Challenge challenge, String scope, URI request, boolean anyCertificate) throws IOException {
        if (!login.registryToken().isEmpty()) {
            return login.registryToken();
        }
        URI realm = realm(challenge, request);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("service", challenge.parameters().getOrDefault("service", ""));
        query.put("scope", scope);
        query.values().removeIf(String::isEmpty);
        return login.identityToken().isEmpty() ? simple(realm, query, anyCertificate) : refreshed(realm, query, anyCertificate);
    }

    private URI realm(Challenge challenge, URI request) throws IOException {
        try {
            URI realm = URI.create(challenge.parameters().getOrDefault("realm", ""));
            boolean secret = !login.username().isEmpty() || !login.identityToken().isEmpty();
            if (realm.getHost() == null || secret && request.getScheme().equals("https") && !realm.getScheme().equals("https")) {
                throw new IOException("the registry at " + request.getAuthority() + " asks for a token from \"" + realm + "\", which is not safe to ask");
            }
            return realm;
        } catch (IllegalArgumentException e) {
            throw new IOException("the registry at " + request.getAuthority() + " names no usable realm for tokens", e);
        }
    }

    private String simple(URI realm, Map<String, String> query, boolean anyCertificate) throws IOException {
        HttpRequest.Builder builder = RegistryHttp.request(false).GET();
        if (!login.username().isEmpty()) {
            query.put("account", login.username());
            query.put("client_id", CLIENT);
            query.put("offline_token", "true");
            builder.header("Authorization", "Basic " + encoded());
        }
        String separator = realm.getRawQuery() == null ? "?" : "&";
        URI uri = URI.create(realm + (query.isEmpty() ? "" : separator + form(query)));
        return read(http.send(builder, "GET", uri, anyCertificate), realm);
    }

    private String refreshed(URI realm, Map<String, String> query, boolean anyCertificate) throws IOException {
        query.put("grant_type", "refresh_token");
        query.put("refresh_token", login.identityToken());
        query.put("client_id", CLIENT);
        HttpRequest.Builder builder = RegistryHttp.request(false).POST(BodyPublishers.ofString(form(query)))
                .header("Content-Type", "application/x-www-form-urlencoded");
        return read(http.send(builder, "POST", realm, anyCertificate), realm);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream().map(f -> f.getKey() + "=" + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8)).collect(Collectors.joining("&"));
    }

    private String read(HttpResponse<InputStream> response, URI realm) throws IOException {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(1 << 20);
            if (response.statusCode() != 200) {
                Optional<Challenge> challenge = Challenge.find(Challenge.of(response.headers()), "bearer");
                RegistryException error = RegistryException.of(response.statusCode(), bytes, challenge);
                if (response.statusCode() == 401) {
                    throw new UnauthenticatedException("Get \"" + realm + "\": " + error.getMessage());
                }
                throw error;
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
