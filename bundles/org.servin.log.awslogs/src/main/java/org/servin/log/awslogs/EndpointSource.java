package org.servin.log.awslogs;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Optional;
import org.servin.log.http.Answer;
import org.servin.log.http.Http;
import org.servin.log.http.Trust;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * The endpoint that gives containers of ECS and EKS their credentials ("AWS SDKs and Tools Reference Guide", container credential provider), and the one that the option
 * {@code awslogs-credentials-endpoint} names.
 */
final class EndpointSource implements CredentialSource {
    /** Where ECS serves what is named by a path only. */
    static final String BASE = "http://169.254.170.2";
    private final Http http;
    private final String uri;
    private final String authorization;

    /**
     * Asks one address.
     *
     * @param uri empty for nowhere
     * @param authorization what to show there; empty for nothing
     */
    EndpointSource(Http http, String uri, String authorization) {
        this.http = http;
        this.uri = uri;
        this.authorization = authorization;
    }

    /** As the environment says. */
    static EndpointSource of(Http http, String base, Map<String, String> environment) {
        String relative = environment.getOrDefault("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "");
        String uri = relative.isEmpty() ? environment.getOrDefault("AWS_CONTAINER_CREDENTIALS_FULL_URI", "") : base + relative;
        return new EndpointSource(http, uri, environment.getOrDefault("AWS_CONTAINER_AUTHORIZATION_TOKEN", ""));
    }

    @Override
    public Optional<Credentials> find() {
        if (uri.isEmpty()) {
            return Optional.empty();
        }
        try {
            HttpRequest.Builder request = Http.request(URI.create(uri)).header("Accept", "application/json").GET();
            Answer answer = http.send(authorization.isEmpty() ? request : request.header("Authorization", authorization), Trust.machine());
            if (answer.isOk()) {
                return Optional.of(Json.credentials(answer.body()));
            }
            throw new ServinException(ErrorKind.UNAVAILABLE, "status code: " + answer.statusText());
        } catch (ServinException e) {
            throw e.kind() == ErrorKind.CANCELLED ? e : failed(e);
        } catch (IllegalArgumentException e) { // no URI, or no header
            throw failed(new ServinException(ErrorKind.UNAVAILABLE, "the endpoint's address cannot be used"));
        }
    }

    private static ServinException failed(ServinException e) {
        return new ServinException(ErrorKind.UNAVAILABLE, "CredentialsEndpointError: failed to load credentials: " + e.getMessage(), e);
    }
}
