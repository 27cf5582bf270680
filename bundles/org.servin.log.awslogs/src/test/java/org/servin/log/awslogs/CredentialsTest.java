package org.servin.log.awslogs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.log.http.Http;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class CredentialsTest {
    private static final String GIVEN = "200 {\"Code\":\"Success\",\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"SECRET\",\"Token\":\"SESSION\",\"Expiration\":\"2026-11-28T10:00:00Z\",\"Other\":[1]}";
    private static final Credentials EXPECTED = new Credentials("AKID", "SECRET", Optional.of("SESSION"), Optional.of(Instant.parse("2026-11-28T10:00:00Z")));
    @TempDir
    Path folder;
    private final Http http = new Http(Duration.ofSeconds(1), Duration.ofSeconds(5), Optional.empty());
    private Service service;

    @BeforeEach
    void listen() throws IOException {
        service = new Service();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void environment() {
        assertEquals(Optional.of(new Credentials("a", "b", Optional.empty(), Optional.empty())),
                new EnvironmentSource(Map.of("AWS_ACCESS_KEY_ID", "a", "AWS_SECRET_ACCESS_KEY", "b", "AWS_SESSION_TOKEN", "")).find());
        assertEquals(Optional.of(new Credentials("a", "b", Optional.of("c"), Optional.empty())),
                new EnvironmentSource(Map.of("AWS_ACCESS_KEY", "a", "AWS_SECRET_KEY", "b", "AWS_SESSION_TOKEN", "c")).find());
        assertEquals(Optional.empty(), new EnvironmentSource(Map.of("AWS_ACCESS_KEY_ID", "a")).find());
        assertFalse(new EnvironmentSource(Map.of("AWS_SECRET_ACCESS_KEY", "b")).toString().contains("b]"));
    }

    @Test
    void sharedFile() throws IOException {
        Path file = Files.writeString(Files.createDirectories(folder.resolve(".aws")).resolve("credentials"), """
                # comment
                [default]
                aws_access_key_id = one
                aws_secret_access_key=a/b+c==
                [ other ]
                ; aws_access_key_id = no
                aws_access_key_id=two
                aws_secret_access_key = d
                aws_session_token = e
                [half]
                aws_access_key_id=three
                """);
        assertEquals(Optional.of(new Credentials("one", "a/b+c==", Optional.empty(), Optional.empty())), new SharedFileSource(Map.of("HOME", folder.toString())).find());
        assertEquals(Optional.of(new Credentials("two", "d", Optional.of("e"), Optional.empty())),
                new SharedFileSource(Map.of("AWS_SHARED_CREDENTIALS_FILE", file.toString(), "AWS_PROFILE", "other")).find());
        assertEquals(Optional.empty(), new SharedFileSource(Map.of("HOME", folder.toString(), "AWS_PROFILE", "half")).find());
        assertEquals(Optional.empty(), new SharedFileSource(Map.of("HOME", "/nowhere")).find());
    }

    @Test
    void endpoints() {
        service.answers((action, body) -> GIVEN);
        assertEquals(Optional.empty(), EndpointSource.of(http, service.url(), Map.of()).find());
        assertEquals(Optional.of(EXPECTED), EndpointSource.of(http, service.url(), Map.of("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/x")).find());
        assertEquals(Optional.of(EXPECTED), EndpointSource.of(http, "http://127.0.0.1:1",
                Map.of("AWS_CONTAINER_CREDENTIALS_FULL_URI", service.url() + "/full", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "let me")).find());
        assertEquals(List.of("GET /v2/x", "GET /full"), service.actions);
        assertEquals("let me", service.headers.get(1).getFirst("Authorization"));
    }

    @Test
    void endpointsThatGiveNone() {
        for (String answer : List.of("404 nothing", "200 {\"AccessKeyId\":\"AKID", "200 {\"Code\":\"Failed\",\"Message\":\"no role\"}")) {
            service.answers((action, body) -> answer);
            ServinException e = assertThrows(ServinException.class, () -> new EndpointSource(http, service.url() + "/x", "").find());
            assertEquals(ErrorKind.UNAVAILABLE, e.kind());
            assertTrue(e.getMessage().startsWith("CredentialsEndpointError: failed to load credentials: "), e.getMessage());
            assertFalse(e.getMessage().contains("AKID"));
        }
        assertThrows(ServinException.class, () -> new EndpointSource(http, "not a uri", "").find());
    }

    @Test
    void instanceMetadata() {
        service.answers((action, body) -> switch (action) {
            case "PUT /latest/api/token" -> "200 TOKEN";
            case "GET /latest/meta-data/iam/security-credentials/" -> "200 role\n";
            case "GET /latest/meta-data/iam/security-credentials/role" -> GIVEN;
            case "GET /latest/dynamic/instance-identity/document" -> "200 {\"region\":\"ap-south-2\"}";
            default -> "404 ";
        });
        InstanceMetadata metadata = new InstanceMetadata(http, Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", service.url() + "/"));
        assertEquals(Optional.of(EXPECTED), metadata.find());
        assertEquals("ap-south-2", metadata.region());
        assertEquals("21600", service.headers.get(0).getFirst("X-aws-ec2-metadata-token-ttl-seconds"));
        assertEquals("TOKEN", service.headers.get(1).getFirst("X-aws-ec2-metadata-token"));
    }

    @Test
    void instancesWithoutRoleAndOldOnes() {
        service.answers((action, body) -> action.startsWith("PUT") ? "405 " : "404 ");
        InstanceMetadata metadata = new InstanceMetadata(http, Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", service.url()));
        assertEquals(Optional.empty(), metadata.find());
        assertThrows(ServinException.class, metadata::region);
        assertEquals(Optional.empty(), new InstanceMetadata(http, Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", service.url(), "AWS_EC2_METADATA_DISABLED", "TRUE")).find());
        assertEquals(4, service.actions.size());
    }

    @Test
    void chainRenewsInTime() {
        Instant[] now = {Instant.parse("2026-11-28T09:00:00Z")};
        Deque<Credentials> given = new ArrayDeque<>();
        CredentialChain chain = new CredentialChain(List.of(Optional::empty, () -> {
            if (given.isEmpty()) {
                throw new ServinException(ErrorKind.UNAVAILABLE, "not now");
            }
            return Optional.of(given.remove());
        }), () -> now[0]);
        assertEquals("NoCredentialProviders: no valid providers in chain (not now)", assertThrows(ServinException.class, chain::get).getMessage());
        Credentials later = new Credentials("later", "x", Optional.empty(), Optional.of(Instant.parse("2026-11-28T12:00:00Z")));
        given.add(EXPECTED);
        assertEquals(EXPECTED, chain.get());
        now[0] = Instant.parse("2026-11-28T09:54:59Z");
        assertEquals(EXPECTED, chain.get());
        now[0] = Instant.parse("2026-11-28T09:56:00Z");
        assertEquals(EXPECTED, chain.get()); // since no others are given
        given.add(later);
        assertEquals(later, chain.get());
        chain.forget(EXPECTED);
        assertEquals(later, chain.get());
        chain.forget(later);
        assertThrows(ServinException.class, chain::get);
    }
}
