package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.CloudWatchServer;
import org.servin.itests.harness.CloudWatchStream;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Dockerd;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.InstanceServer;
import org.servin.itests.harness.Limit;
import org.servin.itests.harness.Node;
import org.servin.itests.harness.SignatureCheck;

/**
 * The log driver {@code awslogs}, with a service that is up, down, slow or in trouble, on an instance whose role gives the keys. The service is {@link CloudWatchServer}, which
 * stands in for Amazon CloudWatch Logs; dockerd's own driver and AWS's client of npm are driven against it here, too.
 */
public class AwsLogsIT {
    private static final String HOST = "192.0.2.1";
    private static final int PORT = 18090;
    private static final int METADATA_PORT = 18169;
    private static final String REGION = "eu-central-9";
    private static final SignatureCheck KEYS = new SignatureCheck("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Optional.of("FwoGZXIvYXdzEXAMPLESESSION//+="));

    @ClassRule
    public static final Engine ENGINE = new Engine().with("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://" + HOST + ":" + METADATA_PORT).with("HOME", "/nonexistent");

    private static CloudWatchServer service;
    private static InstanceServer instance;

    @Rule
    public final Timeout limit = Limit.ofSeconds(180);

    @BeforeClass
    public static void listen() throws IOException {
        ENGINE.reachable();
        instance = new InstanceServer(HOST, METADATA_PORT, REGION, KEYS);
        service = new CloudWatchServer(HOST, PORT, KEYS).start();
        ENGINE.warmUp(() -> {
            String id = run("warm", List.of(), "echo warm");
            awaitEvents("warm", 1);
            ENGINE.docker("rm", "-f", id).exits(0);
        });
    }

    @AfterClass
    public static void stop() {
        service.close();
        instance.close();
    }

    private static String run(String group, List<String> options, String script) {
        return ENGINE.docker(arguments(group, options, script)).exits(0).text();
    }

    private static String[] arguments(String group, List<String> options, String script) {
        List<String> args = new ArrayList<>(List.of("run", "-d", "--log-driver", "awslogs", "--log-opt", "awslogs-endpoint=http://" + HOST + ":" + PORT, "--log-opt",
                "awslogs-group=" + group, "--log-opt", "awslogs-create-group=true"));
        options.forEach(option -> args.addAll(List.of("--log-opt", option)));
        args.addAll(List.of("busybox", "sh", "-c", script));
        return args.toArray(String[]::new);
    }

    private static void awaitEvents(String group, int count) {
        Await.until(() -> count + " events, there are " + service.stream(group).size(), () -> service.stream(group).size() >= count);
    }

    private static void mustBeOneTo(int last, List<String> lines) {
        assertEquals(last, lines.size());
        for (int i = 0; i < last; i++) {
            assertEquals(Integer.toString(i + 1), lines.get(i));
        }
    }

    private static Map<String, String> environment() {
        return Map.of("AWS_ACCESS_KEY_ID", KEYS.keyId(), "AWS_SECRET_ACCESS_KEY", KEYS.secret(), "AWS_SESSION_TOKEN", KEYS.session().orElseThrow(), "AWS_REGION", REGION);
    }

    @Test
    public void eventsAreDockerds() {
        Map<String, List<String>> containers = Map.of(
                "plain", List.of("printf 'plain\\n\\nhtml <&> \\342\\200\\250 \\001\\t\\b\\377\\302 \"q\" \\\\ \\303\\251 \\360\\237\\230\\200\\r\\n   \\nlast'"),
                "dates", List.of("printf 'before\\n2026-11-28 a\\n  b\\n\\n  c\\n2026-11-29 d\\n2026-11-30 e\\n f'", "awslogs-datetime-format=%Y-%m-%d"),
                "pattern", List.of("for i in 1 2 3; do echo \"$i one\"; echo \"  more\"; done", "awslogs-multiline-pattern=^\\d", "awslogs-force-flush-interval-seconds=2"),
                "long", List.of("echo before; for n in 40000 200000 600000; do head -c $n /dev/zero | tr '\\0' x; echo; done; echo after"),
                "tagged", List.of("echo tagged", "tag={{.Name}}/{{.ImageName}}"),
                "named", List.of("echo named", "tag={{.Name}}", "awslogs-stream=own/stream"));
        try (Dockerd dockerd = new Dockerd(ENGINE, environment())) {
            containers.forEach((name, how) -> {
                for (String engine : new String[] {"dockerd", "servin"}) {
                    List<String> args = new ArrayList<>(List.of(arguments(engine + "/" + name, how.subList(1, how.size()), how.get(0))));
                    args.remove("-d");
                    args.addAll(1, List.of("--name", "same", "--network", "none", "--rm"));
                    (engine.equals("servin") ? ENGINE.docker(args.toArray(String[]::new)) : dockerd.docker(args.toArray(String[]::new))).exits(0);
                }
                Await.until(() -> name + " of dockerd, which said: " + dockerd.log(), () -> service.stream("dockerd/" + name).size() > 0); // it sends them in one request, when the container has ended already
                awaitEvents("servin/" + name, service.stream("dockerd/" + name).size());
                assertEquals(name, service.stream("dockerd/" + name).messages(), service.stream("servin/" + name).messages());
                assertEquals(name.equals("tagged") || name.equals("named") ? service.streams("dockerd/" + name).keySet() : service.streams("servin/" + name).keySet(),
                        service.streams("servin/" + name).keySet());
            });
        }
        assertEquals(64, service.streams("servin/plain").keySet().iterator().next().length());
        assertEquals(List.of("same/busybox"), List.copyOf(service.streams("servin/tagged").keySet()));
    }

    @Test
    public void theServiceIsOneForAwssOwnClient() throws IOException {
        StringBuilder told = new StringBuilder();
        for (String line : Node.run(environment(), "cloudwatch.js", service.url(), REGION).exits(0).out().lines().toList()) {
            JsonNode step = new ObjectMapper().readTree(line);
            told.append(step.get("name").asText()).append(": ").append(step.has("error") ? step.get("error").asText() : "done").append('\n');
            if (step.get("name").asText().equals("old and new")) {
                assertEquals(1, step.get("answer").get("rejectedLogEventsInfo").get("tooOldLogEventEndIndex").asInt());
            }
        }
        assertEquals("""
                no group: ResourceNotFoundException
                group: done
                group again: ResourceAlreadyExistsException
                no stream: ResourceNotFoundException
                stream: done
                stream again: ResourceAlreadyExistsException
                put: done
                no token: InvalidSequenceTokenException
                told token: done
                same again: DataAlreadyAcceptedException
                disorder: InvalidParameterException
                empty: InvalidParameterException
                too long: InvalidParameterException
                too much: InvalidParameterException
                too many: InvalidParameterException
                old and new: done
                events: done
                streams: done
                wrong secret: InvalidSignatureException
                unknown key: UnrecognizedClientException
                unknown session: UnrecognizedClientException
                """, told.toString());
        assertEquals(List.of("a", "é <&> \"\\", "b"), service.stream("js/group").messages());
    }

    @Test
    public void aMillionLinesArriveOnceAndInOrder() {
        int requests = service.requests();
        long begun = System.nanoTime();
        String id = run("million", List.of(), "seq 1 1000000");
        for (int count = 100_000; count <= 1_000_000; count += 100_000) { // a busy machine may take longer for all than is waited for at once
            awaitEvents("million", count);
        }
        System.out.println("awslogs: 1000000 lines in " + (System.nanoTime() - begun) / 1_000_000 + " ms, " + (service.requests() - requests) + " requests");
        mustBeOneTo(1_000_000, service.stream("million").messages());
        List<CloudWatchStream.Event> events = service.stream("million").events();
        for (int i = 1; i < events.size(); i++) {
            assertTrue(events.get(i - 1).timestamp() <= events.get(i).timestamp());
        }
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    @Test
    public void aServiceThatIsDownStopsNoStartAndGetsAllLater() throws IOException {
        service.stop();
        String id = run("down", List.of(), "seq 1 5000");
        try {
            assertEquals("0", ENGINE.docker("wait", id).exits(0).text());
        } finally {
            service.start();
        }
        awaitEvents("down", 5000);
        mustBeOneTo(5000, service.stream("down").messages());
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    @Test
    public void aStartCanBeMadeToWaitForTheService() throws IOException {
        service.stop();
        Command refused;
        try {
            refused = ENGINE.docker(arguments("required", List.of("require-destination=true"), "echo never"));
        } finally {
            service.start();
        }
        assertEquals(125, refused.exit());
        assertTrue(refused.err(), refused.err().contains("failed to create Cloudwatch log stream: RequestError: send request failed: Post \"http://" + HOST + ":" + PORT + "/\": dial tcp "
                + HOST + ":" + PORT + ": connect: connection refused"));
        ENGINE.docker(arguments("required", List.of("require-destination=true"), "echo now")).exits(0);
        awaitEvents("required", 1);
        assertEquals(List.of("now"), service.stream("required").messages());
    }

    @Test
    public void troublesOfTheServiceLoseAndDoubleNothing() {
        String id = run("troubled", List.of(), "i=0; while [ $i -lt 60 ]; do seq $((i * 2000 + 1)) $((i * 2000 + 2000)); usleep 50000; i=$((i + 1)); done");
        for (String trouble : List.of("400 {\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}", "500 <html>", "503 {\"__type\":\"ServiceUnavailableException\"}",
                "400 {\"__type\":\"AccessDeniedException\",\"Message\":\"User is not authorized\"}")) {
            int before = service.stream("troubled").size();
            Await.until("the service gets on", () -> service.stream("troubled").size() > before);
            service.trouble(Optional.of(trouble));
            int requests = service.requests();
            Await.until("it is asked in vain", () -> service.requests() > requests + 2);
            service.trouble(Optional.empty());
        }
        awaitEvents("troubled", 120_000);
        mustBeOneTo(120_000, service.stream("troubled").messages());
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    @Test
    public void keysThatChangeAndStreamsThatGoStopNothing() {
        String id = run("changed", List.of("awslogs-stream=it"), "seq 1 1000; while [ ! -e /more ]; do usleep 20000; done; seq 1001 2000; while [ ! -e /last ]; do usleep 20000; done; seq 2001 3000");
        awaitEvents("changed", 1000);
        int given = instance.given();
        SignatureCheck others = new SignatureCheck("AKIDOTHER", "another/secret+", Optional.of("another session"));
        service.keys(others);
        try {
            ENGINE.docker("exec", id, "touch", "/more").exits(0);
            Await.until("it is asked for other keys", () -> instance.given() > given);
            instance.keys(others);
            awaitEvents("changed", 2000);
            mustBeOneTo(2000, service.stream("changed").messages());
            service.deleteStreams("changed");
            ENGINE.docker("exec", id, "touch", "/last").exits(0);
            awaitEvents("changed", 1000);
            assertEquals("3000", service.stream("changed").messages().get(999));
            ENGINE.docker("rm", "-f", id).exits(0);
        } finally {
            service.keys(KEYS);
            instance.keys(KEYS);
        }
    }

    @Test
    public void aSlowServiceGetsAll() {
        service.slow(30);
        try {
            String id = run("slow", List.of(), "seq 1 100000");
            awaitEvents("slow", 100_000);
            mustBeOneTo(100_000, service.stream("slow").messages());
            ENGINE.docker("rm", "-f", id).exits(0);
        } finally {
            service.slow(0);
        }
    }

    @Test
    public void theKeysAreToldToNobody() {
        String before = run("usual", List.of(), "echo shown"); // the driver has the present keys then
        awaitEvents("usual", 1);
        service.trouble(Optional.of("400 {\"__type\":\"InvalidSignatureException\",\"message\":\"should have been 'x-amz-security-token:" + KEYS.session().orElseThrow() + " " + KEYS.secret() + "'\"}"));
        try {
            String id = run("secret", List.of(), "echo hidden");
            Await.until(() -> "the engine says why: " + ENGINE.logText(), () -> ENGINE.logText().contains("InvalidSignatureException: should have been"));
            for (String secret : List.of(KEYS.secret(), KEYS.session().orElseThrow())) {
                assertFalse("in the engine's log", ENGINE.logText().contains(secret));
                assertFalse("in the container", ENGINE.docker("inspect", id).exits(0).out().contains(secret));
            }
            ENGINE.docker("rm", "-f", id, before).exits(0);
        } finally {
            service.trouble(Optional.empty());
        }
    }
}
