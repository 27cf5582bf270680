package org.servin.log.awslogs;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Optional;
import org.servin.log.http.Answer;
import org.servin.log.http.Http;
import org.servin.log.http.Trust;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * What an EC2 instance is told about itself ("Use the Instance Metadata Service", version 2, and 1 where there is no other): its role's credentials, and its region.
 * {@code AWS_EC2_METADATA_SERVICE_ENDPOINT} and {@code AWS_EC2_METADATA_DISABLED} are followed.
 */
final class InstanceMetadata implements CredentialSource {
    private static final String BASE = "http://169.254.169.254";
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final String IDENTITY = "/latest/dynamic/instance-identity/document";
    private static final String TOKEN_SECONDS = "21600";
    private static final int NOT_FOUND = 404;
    private final Http http;
    private final String base;
    private final boolean disabled;

    InstanceMetadata(Http http, Map<String, String> environment) {
        this.http = http;
        String given = environment.getOrDefault("AWS_EC2_METADATA_SERVICE_ENDPOINT", "");
        base = (given.isEmpty() ? BASE : given).replaceFirst("/+$", "");
        disabled = environment.getOrDefault("AWS_EC2_METADATA_DISABLED", "").equalsIgnoreCase("true");
    }

    @Override
    public Optional<Credentials> find() {
        if (disabled) {
            return Optional.empty();
        }
        Optional<String> token = token();
        Answer roles = get(ROLES, token);
        if (roles.status() == NOT_FOUND) {
            return Optional.empty(); // an instance without a role
        }
        String role = ok(roles).text().lines().findFirst().orElse("").strip();
        return Optional.of(Json.credentials(ok(get(ROLES + role, token)).body()));
    }

    /** The region that this instance is in; UNAVAILABLE where nobody says. */
    String region() {
        if (disabled) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "access disabled to EC2 IMDS via AWS_EC2_METADATA_DISABLED");
        }
        return Json.text(ok(get(IDENTITY, token())).body(), "region").orElseThrow(() -> new ServinException(ErrorKind.UNAVAILABLE, "the instance's identity names no region"));
    }

    private Optional<String> token() {
        HttpRequest.Builder request = Http.request(URI.create(base + "/latest/api/token")).header("X-aws-ec2-metadata-token-ttl-seconds", TOKEN_SECONDS);
        Answer answer = http.send(request.PUT(BodyPublishers.noBody()), Trust.machine());
        return answer.isOk() ? Optional.of(answer.text().strip()) : Optional.empty(); // version 1
    }

    private Answer get(String path, Optional<String> token) {
        HttpRequest.Builder request = Http.request(URI.create(base + path)).GET();
        token.ifPresent(text -> request.header("X-aws-ec2-metadata-token", text));
        return http.send(request, Trust.machine());
    }

    private static Answer ok(Answer answer) {
        if (!answer.isOk()) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "EC2MetadataError: failed to make EC2Metadata request: status code: " + answer.statusText());
        }
        return answer;
    }
}
