package org.servin.image.internal.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.servin.image.RegistryLogin;
import org.servin.image.SearchResult;
import org.servin.image.internal.manifest.Json;
import org.servin.image.internal.reference.Registries;
import org.servin.image.internal.registry.RegistryHttp.Message;
import org.servin.image.internal.registry.RegistrySettings.Endpoint;
import org.servin.spi.ServinException;

/** The search of the old registry API v1, the only one that clients know: registries without it answer 404. Failures are in dockerd's words. Thread-safe. */
public final class Search {
    private static final int MAX_ANSWER = 4 << 20;
    private static final int MAX_LIMIT = 100;
    private final RegistrySettings settings;
    private final RegistryHttp http;

    Search(RegistrySettings settings, RegistryHttp http) {
        this.settings = settings;
        this.http = http;
    }

    /** Searches; see {@link org.servin.image.Images#search}. */
    public List<SearchResult> search(String term, int limit, RegistryLogin login) throws IOException {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ServinException.invalid("Limit " + limit + " is outside the range of [1, " + MAX_LIMIT + "]");
        }
        if (term.contains("://")) {
            throw ServinException.internal("Invalid repository name (ex: \"registry.domain.tld/myrepos\")", null);
        }
        int slash = term.indexOf('/');
        boolean hosted = slash >= 0 && Registries.isHost(term.substring(0, slash));
        String domain = hosted ? term.substring(0, slash) : Registries.DEFAULT_DOMAIN;
        if (domain.startsWith("-") || domain.endsWith("-")) {
            throw ServinException.internal("invalid index name (" + domain + "). Cannot begin or end with a hyphen", null);
        }
        boolean common = domain.equals(Registries.DEFAULT_DOMAIN) || domain.equals(Registries.LEGACY_DOMAIN);
        Endpoint endpoint = common ? new Endpoint(URI.create("https://" + Registries.LEGACY_DOMAIN), Trust.machine(), false) : find(domain);
        return ask(endpoint, hosted ? term.substring(slash + 1) : term, limit, login);
    }

    /** Where the registry answers: anything will do for an answer. */
    private Endpoint find(String domain) throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (Endpoint endpoint : settings.endpoints(domain, false)) {
            try {
                http.send(Message.get(URI.create(endpoint.base() + "/v1/_ping")), endpoint.trust(), Connection.PING).body().close();
                return endpoint;
            } catch (IOException e) {
                failures.add(e);
            }
        }
        if (failures.size() > 1) {
            throw new IOException("invalid registry endpoint \"http://" + domain + "/v1/\". HTTPS attempt: " + failures.get(0).getMessage() + ". HTTP attempt: "
                    + failures.get(1).getMessage(), failures.get(1));
        }
        throw new IOException("invalid registry endpoint https://" + domain + "/v1/: " + failures.get(0).getMessage()
                + ". If this private registry supports only HTTP or HTTPS with an unknown CA certificate, please add `--insecure-registry " + domain
                + "` to the daemon's arguments. In the case of HTTPS, if you have access to the registry's CA certificate, no need for the flag; simply place the CA certificate at "
                + settings.certificates().resolve(domain).resolve("ca.crt"), failures.get(0));
    }

    private List<SearchResult> ask(Endpoint endpoint, String words, int limit, RegistryLogin login) throws IOException {
        URI uri = URI.create(endpoint.base() + "/v1/search?q=" + URLEncoder.encode(words, StandardCharsets.UTF_8) + "&n=" + limit);
        Message question = Message.get(uri);
        boolean proven = !login.username().isEmpty() && !login.password().isEmpty();
        Message asked = proven ? question.with("Authorization", RegistryHttp.basic(login.username() + ":" + login.password())) : question;
        Answer response = http.send(asked, endpoint.trust());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("Unexpected status code " + response.statusCode());
            }
            byte[] bytes = body.readNBytes(MAX_ANSWER + 1);
            if (bytes.length > MAX_ANSWER) {
                throw new IOException("registry search results are larger than " + MAX_ANSWER + " bytes");
            }
            return read(bytes);
        }
    }

    private static List<SearchResult> read(byte[] bytes) throws IOException {
        JsonNode answer;
        try {
            answer = Json.object(bytes, "they");
        } catch (ServinException e) {
            throw new IOException("error decoding registry search results: " + (bytes.length == 0 ? "EOF" : JsonComplaint.of(bytes)), e);
        }
        List<SearchResult> results = new ArrayList<>();
        for (JsonNode one : answer.path("results")) {
            results.add(new SearchResult(one.path("name").asText(""), one.path("description").isTextual() ? one.path("description").asText() : "",
                    one.path("star_count").asInt(), one.path("is_official").asBoolean(), one.path("is_automated").asBoolean()));
        }
        return results;
    }
}
