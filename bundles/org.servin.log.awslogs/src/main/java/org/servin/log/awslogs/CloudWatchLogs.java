package org.servin.log.awslogs;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.servin.log.http.Answer;
import org.servin.log.http.Http;
import org.servin.log.http.Trust;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.text.JsonBytes;

/**
 * The service's API, version 2014-03-28, in AWS's JSON protocol 1.1 ("Amazon CloudWatch Logs API Reference"): a POST whose header {@code X-Amz-Target} names the action.
 * Thread-safe.
 */
final class CloudWatchLogs {
    private static final String API = "Logs_20140328.";
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private final Http http;
    private final URI endpoint;
    private final Signer signer;
    private final CredentialChain credentials;
    private final InstantSource clock;

    /**
     * Asks nothing yet.
     *
     * @param endpoint empty for the region's own
     */
    CloudWatchLogs(Http http, Optional<URI> endpoint, String region, CredentialChain credentials, InstantSource clock) {
        this.http = http;
        this.endpoint = withPath(endpoint.orElseGet(() -> URI.create("https://logs." + region + "." + domain(region))));
        this.signer = new Signer(region, "logs");
        this.credentials = credentials;
        this.clock = clock;
    }

    /** A part of AWS has a domain of its own. */
    private static String domain(String region) {
        return region.startsWith("cn-") ? "amazonaws.com.cn" : region.startsWith("us-isob-") ? "sc2s.sgov.gov" : region.startsWith("us-iso-") ? "c2s.ic.gov" : "amazonaws.com";
    }

    private static URI withPath(URI uri) {
        return uri.getRawPath().isEmpty() ? uri.resolve("/") : uri;
    }

    /**
     * What the service answered.
     *
     * @param error what it did not like; empty if it has done what was asked for
     */
    record Reply(Optional<AwsError> error, byte[] body) { }

    /** Does an action. UNAVAILABLE where nobody answers, or answers that it cannot now. */
    Reply call(String action, JsonBytes request) {
        Credentials by = credentials.get();
        Answer answer = send(signed(action, request, by));
        if (answer.isOk()) {
            return new Reply(Optional.empty(), answer.body());
        }
        AwsError error = AwsError.of(answer);
        if (error.isOfCredentials()) {
            credentials.forget(by);
        }
        return new Reply(Optional.of(new AwsError(error.code(), by.hideIn(error.message()), error.expectedToken())), answer.body());
    }

    private HttpRequest.Builder signed(String action, JsonBytes request, Credentials by) {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", API + action));
        HttpRequest.Builder builder = Http.request(endpoint).POST(BodyPublishers.ofByteArray(request.array(), 0, request.length()));
        headers.forEach(builder::header);
        headers.put("Host", host()); // the client writes it itself
        try {
            signer.sign("POST", endpoint, headers, request.array(), request.length(), by, clock.instant()).forEach(builder::header);
        } catch (IllegalArgumentException e) { // whose message and cause would show them
            throw new ServinException(ErrorKind.UNAVAILABLE, "the credentials hold characters that a header cannot have");
        }
        return builder;
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            return http.send(request, Trust.machine());
        } catch (ServinException e) {
            throw e.kind() == ErrorKind.CANCELLED ? e : new ServinException(e.kind(), "RequestError: send request failed: " + e.getMessage(), e);
        }
    }

    private String host() {
        boolean usual = endpoint.getPort() < 0 || endpoint.getPort() == (endpoint.getScheme().equals("https") ? HTTPS_PORT : HTTP_PORT);
        return endpoint.getHost() + (usual ? "" : ":" + endpoint.getPort());
    }
}
