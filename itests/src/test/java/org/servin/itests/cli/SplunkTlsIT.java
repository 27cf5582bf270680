package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Certificates;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Dockerd;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.HecServer;
import org.servin.itests.harness.Limit;

/** The log driver {@code splunk} over TLS, beside dockerd's: what is trusted, and what is not. */
public class SplunkTlsIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static final String HOST = "192.0.2.1";
    private static final int PORT = 18089;
    private static final String TOKEN = "5ec2e7ed-0f2b-4a6c-8d3e-7a1b9c0d5e6f";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();
    @Rule
    public final Timeout limit = Limit.ofSeconds(180);

    @BeforeClass
    public static void listen() {
        ENGINE.reachable();
    }

    /** Each kind of trust has a client, and of those that are forgotten the JDK lets go when it gets to it: the leak check is for a new process. */
    @AfterClass
    public static void startAnew() {
        ENGINE.stop();
        ENGINE.start();
    }

    private static String[] arguments(String url, List<String> options, String script) {
        List<String> args = new ArrayList<>(List.of("run", "-d", "--log-driver", "splunk", "--log-opt", "splunk-url=" + url, "--log-opt", "splunk-token=" + TOKEN));
        options.forEach(option -> args.addAll(List.of("--log-opt", option)));
        args.addAll(List.of("busybox", "sh", "-c", script));
        return args.toArray(String[]::new);
    }

    private static void mustBeOneTo(int last, List<String> lines) {
        assertEquals(last, lines.size());
        for (int i = 0; i < last; i++) {
            assertEquals(Integer.toString(i + 1), lines.get(i));
        }
    }

    private static List<String> trusting(Certificates certificates) {
        return List.of("splunk-capath=" + certificates.file("ca.crt"));
    }

    /** A collector with a certificate of an authority that the machine does not know. Who is to be refused is so by both engines, with the same words where the start is to fail. */
    @Test
    public void aCollectorMustShowACertificateThatIsTrusted() throws Exception {
        Certificates ours = Certificates.make(folder.newFolder().toPath(), HOST);
        Certificates others = Certificates.make(folder.newFolder().toPath(), HOST);
        Path none = Files.writeString(folder.newFile("none.pem").toPath(), "no certificate\n");
        try (HecServer secure = new HecServer(HOST, PORT).token(TOKEN, false).tls(ours.ofServer()).start(); Dockerd dockerd = new Dockerd(ENGINE, Map.of())) {
            List<List<String>> refused = List.of(List.of(), trusting(others), List.of("splunk-capath=" + none), List.of("splunk-capath=/nonexistent/ca"), List.of("splunk-capath=" + folder.getRoot()),
                    List.of("splunk-insecureskipverify=perhaps"), List.of("splunk-insecureskipverify=true", "splunk-capath=/nonexistent/ca"));
            for (List<String> options : refused) {
                Command theirs = dockerd.docker(offline(arguments(secure.url(), options, "echo refused")));
                List<String> required = new ArrayList<>(options);
                required.add("require-destination=true");
                Command own = ENGINE.docker(arguments(secure.url(), required, "echo refused"));
                assertEquals(options.toString(), reason(theirs), reason(own));
                assertEquals(options.toString(), theirs.exit(), own.exit());
            }
            assertEquals(List.of(), secure.lines());
            List<List<String>> taken = List.of(trusting(ours), List.of("splunk-insecureskipverify=true"), List.of("splunk-insecureskipverify=1", "splunk-capath=" + others.file("ca.crt")));
            for (List<String> options : taken) {
                secure.forget();
                dockerd.docker(offline(arguments(secure.url(), options, "seq 1 10"))).exits(0);
                Await.until(() -> "of dockerd by " + options + ", which said: " + dockerd.log(), () -> secure.size() == 10);
                secure.forget();
                String id = ENGINE.docker(arguments(secure.url(), options, "seq 1 50000")).exits(0).text();
                Await.until(() -> "all by " + options + ", not only " + secure.size(), () -> secure.size() >= 50_000);
                mustBeOneTo(50_000, secure.lines());
                ENGINE.docker("rm", "-f", id).exits(0);
            }
        }
    }

    /** What both commands say of a start that failed, but for Go's guesses at why. */
    private static String reason(Command command) {
        return command.err().lines().filter(line -> line.contains("Error response")).findFirst().orElseThrow(() -> new AssertionError("it started: " + command)).replaceFirst(" \\(possibly because of .*\\)", "").replaceFirst("[.]$", "");
    }

    /** Where the start does not depend on it, the collector gets nothing until it can be trusted, and then all. */
    @Test
    public void whatIsNotTrustedGetsNothingUntilItIs() throws Exception {
        Certificates ours = Certificates.make(folder.newFolder().toPath(), HOST);
        Certificates others = Certificates.make(folder.newFolder().toPath(), HOST);
        String id;
        try (HecServer stranger = new HecServer(HOST, PORT).token(TOKEN, false).tls(others.ofServer()).start()) {
            String begun = ENGINE.docker(arguments(stranger.url(), trusting(ours), "seq 1 5000")).exits(0).text();
            Await.until(() -> "the engine says why: " + ENGINE.logText(), () -> ENGINE.logText().lines().anyMatch(line -> line.contains(begun) && line.contains("x509: certificate signed by unknown authority")));
            assertEquals(List.of(), stranger.lines());
            id = begun;
        }
        try (HecServer trusted = new HecServer(HOST, PORT).token(TOKEN, false).tls(ours.ofServer()).start()) {
            Await.until(() -> "all lines, not only " + trusted.size(), () -> trusted.size() >= 5000);
            mustBeOneTo(5000, trusted.lines());
        }
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    /** This dockerd has no network for containers. */
    private static String[] offline(String[] run) {
        List<String> args = new ArrayList<>(List.of(run));
        args.addAll(1, List.of("--network", "none"));
        return args.toArray(String[]::new);
    }
}
