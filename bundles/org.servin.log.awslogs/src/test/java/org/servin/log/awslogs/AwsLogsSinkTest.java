package org.servin.log.awslogs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

class AwsLogsSinkTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Map<String, String> ENVIRONMENT = Map.of("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY", SECRET, "AWS_SESSION_TOKEN", "SESSION",
            "AWS_REGION", "eu-west-1");
    private final Instant start = Instant.parse("2026-11-28T04:32:10.123Z");
    private Instant now = start;
    private long clock = start.toEpochMilli() * 1_000_000;
    private Service service;
    private AwsLogsDriver driver;

    @BeforeEach
    void listen() throws IOException {
        service = new Service();
        driver = new AwsLogsDriver(ENVIRONMENT, "http://127.0.0.1:1", () -> now);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private LogTarget target(String... options) {
        Map<String, String> map = new HashMap<>(Map.of("awslogs-group", "g", "awslogs-endpoint", service.url()));
        for (String option : options) {
            map.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return new LogTarget("4549cdc27200aaaa", "web", "sha256:fedcba9876543210", "busybox", List.of("sh"), List.of(), Map.of(), 0, map, Path.of("/nowhere"));
    }

    private List<LogRecord> batch(String... lines) {
        return List.of(lines).stream().map(line -> new LogRecord(LogSource.STDOUT, clock += 1_000_000, line.getBytes(UTF_8), true)).toList();
    }

    private String error(String code, String more) {
        return "400 {\"__type\":\"" + code + "\",\"message\":\"said" + more + "\"}";
    }

    private ServinException failure(LogTarget target) {
        try (LogSink sink = driver.open(target)) {
            ServinException e = assertThrows(ServinException.class, () -> sink.append(batch("a")));
            assertEquals(ErrorKind.UNAVAILABLE, e.kind());
            assertFalse(e.getMessage().contains(SECRET) || e.getMessage().contains("SESSION"), e.getMessage());
            return e;
        }
    }

    @Test
    void makesTheStreamAndPutsEvents() {
        try (LogSink sink = driver.open(target())) {
            assertEquals(new LogReceipt(3, 0), sink.append(batch("a <&>", "", "b \"\\")));
            assertEquals(new LogReceipt(1, 0), sink.append(batch("c")));
            assertEquals("", sink.mark());
        }
        assertEquals(List.of("CreateLogStream", "PutLogEvents 2", "PutLogEvents 1"), service.actions);
        assertEquals("{\"logGroupName\":\"g\",\"logStreamName\":\"4549cdc27200aaaa\"}", service.bodies.get(0));
        assertEquals("{\"logEvents\":[{\"message\":\"a \\u003c\\u0026\\u003e\",\"timestamp\":1795840330124},{\"message\":\"b \\\"\\\\\",\"timestamp\":1795840330126}],"
                + "\"logGroupName\":\"g\",\"logStreamName\":\"4549cdc27200aaaa\"}", service.bodies.get(1));
        assertEquals("application/x-amz-json-1.1", service.headers.get(0).getFirst("Content-Type"));
        assertTrue(service.headers.get(0).getFirst("Authorization").startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261128/eu-west-1/logs/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature="));
    }

    @Test
    void streamsAreNamedByOptionsAndTags() {
        driver.reach(target("tag={{.Name}}/{{.ID}}"));
        driver.reach(target("tag={{.Name}}", "awslogs-stream=own"));
        driver.reach(target("awslogs-create-stream=false"));
        assertEquals(List.of("{\"logGroupName\":\"g\",\"logStreamName\":\"web/4549cdc27200\"}", "{\"logGroupName\":\"g\",\"logStreamName\":\"own\"}"), service.bodies);
    }

    @Test
    void groupsAreMadeOnRequestOnly() {
        service.answers((action, body) -> action.equals("CreateLogStream") && !service.actions.contains("CreateLogGroup") ? error("ResourceNotFoundException", "") : "200 {}");
        assertEquals("failed to create Cloudwatch log stream: ResourceNotFoundException: said", failure(target()).getMessage());
        service.actions.clear();
        driver.open(target("awslogs-create-group=true")).append(batch("a"));
        assertEquals(List.of("CreateLogStream", "CreateLogGroup", "CreateLogStream", "PutLogEvents 1"), service.actions);
    }

    @Test
    void whatIsThereIsNotMade() {
        service.answers((action, body) -> action.startsWith("Create") ? error("com.amazonaws.logs#ResourceAlreadyExistsException", "") : "200 {}");
        assertEquals(new LogReceipt(1, 0), driver.open(target()).append(batch("a")));
        service.actions.clear();
        assertEquals(new LogReceipt(1, 0), driver.open(target("awslogs-create-stream=false")).append(batch("a")));
        assertEquals(List.of("PutLogEvents 1"), service.actions);
    }

    @Test
    void aStreamThatGoesIsMadeAgain() {
        try (LogSink sink = driver.open(target())) {
            sink.append(batch("a"));
            service.answers((action, body) -> action.equals("PutLogEvents") && service.actions.stream().filter("CreateLogStream"::equals).count() < 2
                    ? error("ResourceNotFoundException", "") : "200 {}");
            assertEquals(new LogReceipt(1, 0), sink.append(batch("b")));
        }
        assertEquals(List.of("a", "b"), service.taken);
    }

    @Test
    void sequenceTokensAreFollowed() {
        service.answers((action, body) -> {
            if (!action.equals("PutLogEvents")) {
                return "200 {}";
            }
            String expected = service.taken.isEmpty() ? "first" : "after-" + service.taken.size();
            return body.endsWith(",\"sequenceToken\":\"" + expected + "\"}") ? "200 {\"nextSequenceToken\":\"after-" + (service.taken.size() + 1) + "\"}"
                    : "400 {\"__type\":\"InvalidSequenceTokenException\",\"message\":\"The next expected sequenceToken is: " + expected + "\"}";
        });
        try (LogSink sink = driver.open(target())) {
            sink.append(batch("a"));
            sink.append(batch("b"));
        }
        assertEquals(List.of("CreateLogStream", "PutLogEvents 1", "PutLogEvents 1", "PutLogEvents 1"), service.actions);
        assertEquals(List.of("a", "b"), service.taken);
    }

    @Test
    void eventsThatWereAcceptedAlreadyAreDone() {
        service.answers((action, body) -> service.actions.size() == 2 ? "400 {\"__type\":\"DataAlreadyAcceptedException\",\"message\":\"can be sent with sequenceToken: x\","
                + "\"expectedSequenceToken\":\"next\"}" : "200 {}");
        try (LogSink sink = driver.open(target())) {
            assertEquals(new LogReceipt(1, 0), sink.append(batch("a")));
            sink.append(batch("b"));
        }
        assertTrue(service.bodies.get(2).endsWith("\"sequenceToken\":\"next\"}"));
    }

    @Test
    void tokensThatAreNeverRightAreGivenUp() {
        service.answers((action, body) -> action.equals("PutLogEvents") ? error("InvalidSequenceTokenException", " null") : "200 {}");
        assertEquals("failed to put log events: InvalidSequenceTokenException: said null", failure(target()).getMessage());
        assertEquals(7, service.actions.size());
    }

    @Test
    void rejectedEventsAreCounted() {
        service.answers((action, body) -> "200 {\"rejectedLogEventsInfo\":{\"tooOldLogEventEndIndex\":1,\"expiredLogEventEndIndex\":2,\"tooNewLogEventStartIndex\":4}}");
        assertEquals(new LogReceipt(8, 4), driver.open(target()).append(batch("", "1", "2", "3", "4", "5", "", "")));
    }

    @Test
    void eventsThatAreNeverTakenAreFound() {
        service.answers((action, body) -> Service.messages(body).contains("bad") ? error("InvalidParameterException", ": 1 validation error at 'logEvents.1.member.message'") : "200 {}");
        try (LogSink sink = driver.open(target())) {
            assertEquals(new LogReceipt(6, 2), sink.append(batch("a", "b", "bad", "c", "bad", "d")));
        }
        assertEquals(List.of("a", "b", "c", "d"), service.taken);
    }

    @Test
    void whatOthersCanPutRightIsUnavailable() {
        for (String code : List.of("InvalidParameterException", "UnrecognizedClientException", "ThrottlingException", "AccessDeniedException", "ServiceUnavailableException")) {
            service.answers((action, body) -> action.equals("PutLogEvents") ? error(code, " " + SECRET + " SESSION") : "200 {}");
            assertEquals("failed to put log events: " + code + ": said *** ***", failure(target()).getMessage());
        }
        service.answers((action, body) -> "503 <html>");
        assertEquals("failed to create Cloudwatch log stream: SerializationError: failed to unmarshal response error, status code: 503", failure(target()).getMessage());
        service.close();
        assertTrue(failure(target()).getMessage().startsWith("failed to create Cloudwatch log stream: RequestError: send request failed: Post \"http://127.0.0.1:"));
    }

    @Test
    void partsThatWereTakenAreTold() {
        service.answers((action, body) -> service.taken.size() < 2 ? "200 {}" : error("ThrottlingException", ""));
        try (LogSink sink = driver.open(target("awslogs-max-buffered-events=2"))) {
            assertEquals(new LogReceipt(2, 0), sink.append(batch("a", "b", "c")));
            assertThrows(ServinException.class, () -> sink.append(batch("c")));
        }
    }

    @Test
    void requestsStayWithinTheLimits() {
        String text = "x".repeat(262_118);
        List<LogRecord> batch = new ArrayList<>(batch(text, text, text, text, "y"));
        batch.add(new LogRecord(LogSource.STDOUT, clock + Duration.ofHours(24).toNanos(), "a day later".getBytes(UTF_8), true));
        batch.add(new LogRecord(LogSource.STDOUT, clock, "before".getBytes(UTF_8), true));
        assertEquals(new LogReceipt(7, 0), driver.open(target()).append(batch));
        assertEquals(List.of("CreateLogStream", "PutLogEvents 4", "PutLogEvents 1", "PutLogEvents 1", "PutLogEvents 1"), service.actions);
    }

    @Test
    void unfinishedEventsAreLeft() {
        now = start.plusSeconds(1);
        try (LogSink sink = driver.open(target("awslogs-multiline-pattern=^\\d"))) {
            List<LogRecord> lines = batch("1 one", " more", "2 two", " more");
            assertEquals(new LogReceipt(0, 0), sink.append(lines.subList(0, 2)));
            assertEquals(List.of(), service.actions);
            assertEquals(new LogReceipt(2, 0), sink.append(lines.subList(0, 3)));
            assertEquals(new LogReceipt(0, 0), sink.append(lines.subList(2, 4)));
            now = start.plusSeconds(10);
            assertEquals(new LogReceipt(2, 0), sink.append(lines.subList(2, 4)));
            clock = now.toEpochMilli() * 1_000_000;
            assertEquals(new LogReceipt(1, 0), sink.appendLast(batch("3 last")));
        }
        assertEquals(List.of("1 one\\n more\\n", "2 two\\n more\\n", "3 last\\n"), service.taken);
    }

    @Test
    void eventsThatFillABatchAreNotLeft() {
        try (LogSink sink = driver.open(target("awslogs-datetime-format=%Y", "awslogs-force-flush-interval-seconds=3600"))) {
            now = start.plusSeconds(1);
            assertEquals(new LogReceipt(0, 0), sink.append(batch("2026", "x".repeat(40_000))));
            assertEquals(new LogReceipt(2, 0), sink.append(batch("2026", "x".repeat(50_000))));
            assertEquals(new LogReceipt(1000, 0), sink.append(batch(IntStream.range(0, 1000).mapToObj(i -> "x").toArray(String[]::new))));
        }
    }

    @Test
    void whereTheRegionIsUnknownNothingIsSent() {
        driver = new AwsLogsDriver(Map.of("AWS_EC2_METADATA_DISABLED", "true"), "http://127.0.0.1:1", () -> now);
        assertEquals("Cannot determine region for awslogs driver", failure(target()).getMessage());
        assertTrue(failure(target("awslogs-region=eu-west-1")).getMessage().contains("NoCredentialProviders: no valid providers in chain"));
        assertNull(service.headers.stream().findFirst().orElse(null));
    }

    @Test
    void credentialsThatAreNoHeaderAreNotShown() {
        driver = new AwsLogsDriver(Map.of("AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", SECRET, "AWS_SESSION_TOKEN", "SESSION\n", "AWS_REGION", "x"), "http://127.0.0.1:1", () -> now);
        assertTrue(failure(target()).getMessage().endsWith("the credentials hold characters that a header cannot have"));
    }
}
