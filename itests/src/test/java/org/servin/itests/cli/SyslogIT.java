package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Certificates;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Limit;
import org.servin.itests.harness.Place;
import org.servin.itests.harness.SyslogDaemon;

/** The log driver {@code syslog}, with Debian's own rsyslogd and syslog-ng, which are up, down, stopped in between, held or strict. */
public class SyslogIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static final String SCRIPT = "echo out; usleep 100000; echo '  err' >&2; usleep 100000; printf 'tab\\there\\n\\n'; head -c 20000 /dev/zero | tr '\\0' y; printf '\\nlast'";
    private static Certificates ours;
    private static Certificates others;

    @Rule
    public final Timeout limit = Limit.ofSeconds(180);

    @BeforeClass
    public static void makeCertificates() throws IOException {
        ours = Certificates.make(Files.createTempDirectory("servin-syslog-keys"), "127.0.0.1");
        others = Certificates.make(Files.createTempDirectory("servin-syslog-keys"), "127.0.0.1");
        ENGINE.warmUp(() -> {
            ENGINE.docker("rm", "-f", run("tcp+tls://127.0.0.1:1", List.of(), "echo warm")).exits(0);
        });
    }

    @AfterClass
    public static void removeCertificates() {
        Command.run("rm", "-rf", ours.folder().toString(), others.folder().toString()).exits(0);
    }

    private static String run(String address, List<String> options, String script) {
        List<String> args = new ArrayList<>(List.of("run", "-d", "--log-driver", "syslog", "--log-opt", "syslog-address=" + address));
        options.forEach(option -> args.addAll(List.of("--log-opt", option)));
        args.addAll(List.of("busybox", "sh", "-c", script));
        return ENGINE.docker(args.toArray(String[]::new)).exits(0).text();
    }

    private static void remove(String... ids) {
        List<String> args = new ArrayList<>(List.of("rm", "-f"));
        args.addAll(List.of(ids));
        ENGINE.docker(args.toArray(String[]::new)).exits(0);
    }

    private static String authority() {
        return "syslog-tls-ca-cert=" + ours.file("ca.crt");
    }

    private static List<String> identity(Certificates whose) {
        return List.of(authority(), "syslog-tls-cert=" + whose.file("client.cert"), "syslog-tls-key=" + whose.file("client.key"));
    }

    /** A container with the script whose messages must arrive as they were. What a format's reader leaves of the blank before a text is not the same everywhere. */
    private static void mustUnderstand(SyslogDaemon daemon, String address, String format, String... more) {
        int before = daemon.lines().size();
        List<String> options = new ArrayList<>(List.of("syslog-format=" + format, "tag={{.Name}}", "syslog-facility=local3"));
        options.addAll(List.of(more));
        String id = run(address, options, SCRIPT);
        Await.until(() -> "six messages by " + address + " " + format + ": " + daemon.lines(), () -> daemon.lines().size() >= before + 6);
        String name = ENGINE.docker("inspect", "-f", "{{.Name}}", id).text().substring(1);
        List<String> texts = new ArrayList<>();
        for (String line : daemon.lines().subList(before, before + 6)) {
            String[] words = line.split(" ", 5);
            assertEquals(line, words[4].strip().equals("err") ? "155" : "158", words[0]); // local3 is 19: 19 * 8 + 3 or + 6
            assertEquals(line, name, words[2]);
            assertEquals(line, Long.toString(ENGINE.pid()), words[3]);
            texts.add(words[4].strip());
        }
        assertTrue(texts.toString(), texts.remove("err"));
        assertEquals(List.of("out", "tab\there", "y".repeat(16 * 1024), "y".repeat(20_000 - 16 * 1024), "last"), texts);
        remove(id);
    }

    @Test
    public void rsyslogdUnderstandsIt() {
        String tls = """
                global(defaultNetstreamDriverCAFile="%1$s/ca.crt" defaultNetstreamDriverCertFile="%1$s/server.crt" defaultNetstreamDriverKeyFile="%1$s/server.key")
                input(type="imtcp" address="127.0.0.1" port="10515" ruleset="keep" streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="x509/certvalid")
                """.formatted(ours.folder());
        try (SyslogDaemon daemon = SyslogDaemon.rsyslogd(ENGINE, tls + """
                input(type="imudp" address="127.0.0.1" port="10514" ruleset="keep")
                input(type="imtcp" address="127.0.0.1" port="10514" ruleset="keep")
                input(type="imuxsock" socket="FOLDER/socket" rateLimit.interval="0" ruleset="keep")
                """, "127.0.0.1:10514", "127.0.0.1:10515", "FOLDER/socket").start()) {
            for (String format : List.of("", "rfc3164", "rfc5424", "rfc5424micro")) {
                mustUnderstand(daemon, "udp://127.0.0.1:10514", format);
                mustUnderstand(daemon, "tcp://127.0.0.1:10514", format);
            }
            mustUnderstand(daemon, "unixgram://" + daemon.folder() + "/socket", "");
            mustUnderstand(daemon, "tcp+tls://127.0.0.1:10515", "rfc5424", identity(ours).toArray(String[]::new));
        }
    }

    @Test
    public void syslogNgUnderstandsIt() {
        String keys = "tls(key-file(\"%1$s/server.key\") cert-file(\"%1$s/server.crt\") ca-file(\"%1$s/ca.crt\") peer-verify(".formatted(ours.folder());
        try (SyslogDaemon daemon = SyslogDaemon.syslogNg(ENGINE, """
                network(transport("udp") ip("127.0.0.1") port(11514)); network(transport("tcp") ip("127.0.0.1") port(11514));
                unix-stream("FOLDER/stream"); unix-dgram("FOLDER/datagrams");
                syslog(transport("tls") ip("127.0.0.1") port(11515) %1$srequired-trusted)));
                network(transport("tls") ip("127.0.0.1") port(11516) %1$soptional-untrusted)));
                """.formatted(keys), "127.0.0.1:11514", "127.0.0.1:11515", "127.0.0.1:11516", "FOLDER/stream", "FOLDER/datagrams").start()) {
            mustUnderstand(daemon, "udp://127.0.0.1:11514", "rfc3164");
            mustUnderstand(daemon, "tcp://127.0.0.1:11514", "rfc3164");
            mustUnderstand(daemon, "unix://" + daemon.folder() + "/stream", "");
            mustUnderstand(daemon, "unixgram://" + daemon.folder() + "/datagrams", "");
            for (String format : List.of("rfc5424", "rfc5424micro")) {
                mustUnderstand(daemon, "tcp+tls://127.0.0.1:11515", format, identity(ours).toArray(String[]::new));
            }
            mustUnderstand(daemon, "tcp+tls://127.0.0.1:11516", "rfc3164", authority());
            mustUnderstand(daemon, "tcp+tls://127.0.0.1:11516", "rfc3164", "syslog-tls-skip-verify=true");
        }
    }

    private static List<Integer> numbers(SyslogDaemon daemon) {
        return daemon.lines().stream().map(line -> Integer.valueOf(line.substring(line.lastIndexOf(' ') + 1))).toList();
    }

    private static void awaitNumber(SyslogDaemon daemon, int number) {
        Await.until(() -> number + " at the destination, which has " + daemon.size() + " bytes", () -> {
            List<String> lines = daemon.lines();
            return !lines.isEmpty() && lines.get(lines.size() - 1).endsWith(" " + number);
        });
    }

    private static void mustBeOneTo(int last, List<Integer> numbers) {
        for (int i = 0; i < Math.min(last, numbers.size()); i++) {
            assertEquals("number " + i + " of " + numbers.size(), Integer.valueOf(i + 1), numbers.get(i));
        }
        assertEquals(last, numbers.size());
    }

    /** In order; what was sent while a connection was lost may be there again, from some earlier number on. Gives how often something is missing. */
    private static int gapsOnTheWayTo(int last, List<Integer> numbers) {
        int highest = 0;
        int previous = 0;
        int gaps = 0;
        for (int number : numbers) {
            boolean again = number <= previous;
            gaps += number > highest + 1 ? 1 : 0;
            assertTrue(previous + " before " + number + ", " + highest + " was the highest", number == previous + 1 || again || number > highest);
            highest = Math.max(highest, number);
            previous = number;
        }
        assertEquals(last, highest);
        assertEquals(last, previous);
        return gaps;
    }

    private static final String RSYSLOGD_TCP = "input(type=\"imtcp\" address=\"127.0.0.1\" port=\"10514\" ruleset=\"keep\")\n";

    /** With rsyslogd by TCP. */
    @Test
    public void aMillionLinesArriveOnceAndInOrder() {
        try (SyslogDaemon daemon = SyslogDaemon.rsyslogd(ENGINE, RSYSLOGD_TCP, "127.0.0.1:10514").start()) {
            long begun = System.nanoTime();
            String id = run("tcp://127.0.0.1:10514", List.of("syslog-format=rfc5424micro"), "seq 1 1000000");
            awaitNumber(daemon, 1_000_000);
            System.out.println("syslog: 1000000 lines by TCP to rsyslogd in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
            mustBeOneTo(1_000_000, numbers(daemon));
            remove(id);
        }
    }

    /** With syslog-ng by a socket of the machine, and rsyslogd by datagrams. */
    @Test
    public void manyLinesOnThisMachine() {
        try (SyslogDaemon stream = SyslogDaemon.syslogNg(ENGINE, "unix-stream(\"FOLDER/socket\");", "FOLDER/socket").start();
                SyslogDaemon datagrams = SyslogDaemon.rsyslogd(ENGINE, "input(type=\"imuxsock\" socket=\"FOLDER/socket\" rateLimit.interval=\"0\" ruleset=\"keep\")\n", "FOLDER/socket").start()) {
            String first = run("unix://" + stream.folder() + "/socket", List.of(), "seq 1 1000000");
            awaitNumber(stream, 1_000_000);
            mustBeOneTo(1_000_000, numbers(stream));
            String second = run("unixgram://" + datagrams.folder() + "/socket", List.of(), "seq 1 200000");
            awaitNumber(datagrams, 200_000);
            mustBeOneTo(200_000, numbers(datagrams));
            remove(first, second);
        }
    }

    @Test
    public void aDestinationThatIsDownStopsNoStartAndGetsAllLater() {
        try (SyslogDaemon tcp = SyslogDaemon.rsyslogd(ENGINE, RSYSLOGD_TCP, "127.0.0.1:10514");
                SyslogDaemon stream = SyslogDaemon.syslogNg(ENGINE, "unix-stream(\"FOLDER/socket\");", "FOLDER/socket");
                SyslogDaemon datagrams = SyslogDaemon.syslogNg(ENGINE, "unix-dgram(\"FOLDER/socket\");", "FOLDER/socket")) {
            List<SyslogDaemon> daemons = List.of(tcp, stream, datagrams);
            List<String> addresses = List.of("tcp://127.0.0.1:10514", "unix://" + stream.folder() + "/socket", "unixgram://" + datagrams.folder() + "/socket");
            List<String> ids = addresses.stream().map(address -> run(address, List.of(), "seq 1 5000")).toList();
            ids.forEach(id -> assertEquals("0", ENGINE.docker("wait", id).exits(0).text()));
            for (SyslogDaemon daemon : daemons) {
                daemon.start();
                awaitNumber(daemon, 5000);
                mustBeOneTo(5000, numbers(daemon));
            }
            remove(ids.toArray(String[]::new));
        }
    }

    /** Neither the end of a container that removes itself nor the engine's death takes along what the destination does not have yet; after that nothing is left of it. */
    @Test
    public void aContainerThatIsRemovedLosesNothing() {
        Path folders = ENGINE.root().resolve("containers");
        int before = folders.toFile().list().length;
        try (SyslogDaemon daemon = SyslogDaemon.rsyslogd(ENGINE, RSYSLOGD_TCP, "127.0.0.1:10514")) {
            ENGINE.docker("run", "--rm", "--name", "gone", "--log-driver", "syslog", "--log-opt", "syslog-address=tcp://127.0.0.1:10514", "busybox", "seq", "1", "5000").exits(0);
            assertEquals("", ENGINE.docker("ps", "-aq", "--filter", "name=gone").text());
            ENGINE.kill();
            ENGINE.start();
            daemon.start();
            awaitNumber(daemon, 5000);
            mustBeOneTo(5000, numbers(daemon));
            Await.until("the removed containers' folders are gone", () -> folders.toFile().list().length == before);
        }
    }

    private static int stopAndStart(SyslogDaemon daemon, String address, String... options) {
        String id = run(address, List.of(options), "i=0; while [ $i -lt 60 ]; do seq $((i * 5000 + 1)) $((i * 5000 + 5000)); usleep 50000; i=$((i + 1)); done");
        for (int i = 0; i < 3; i++) {
            long before = daemon.size();
            Await.until("the destination gets on", () -> daemon.size() > before);
            daemon.stop();
            daemon.start();
        }
        awaitNumber(daemon, 300_000);
        int gaps = gapsOnTheWayTo(300_000, numbers(daemon));
        remove(id);
        return gaps;
    }

    /** With syslog-ng, by datagrams on this machine: nothing is lost, as what it has not read is sent again. */
    @Test
    public void aDestinationIsStoppedAndStartedWhileAContainerWritesDatagrams() {
        try (SyslogDaemon daemon = SyslogDaemon.syslogNg(ENGINE, "unix-dgram(\"FOLDER/socket\");", "FOLDER/socket").start()) {
            assertEquals(0, stopAndStart(daemon, "unixgram://" + daemon.folder() + "/socket"));
        }
    }

    /** With syslog-ng, by a connection on this machine. When it is stopped it forgets what it has read and not yet taken apart: that may be missing, once each time, and nobody else can know. */
    @Test
    public void aDestinationIsStoppedAndStartedWhileAContainerWritesToASocket() {
        try (SyslogDaemon daemon = SyslogDaemon.syslogNg(ENGINE, "unix-stream(\"FOLDER/socket\");", "FOLDER/socket").start()) {
            int gaps = stopAndStart(daemon, "unix://" + daemon.folder() + "/socket");
            assertTrue(gaps + " gaps", gaps <= 3);
        }
    }

    /** With rsyslogd, by TCP, where the kernel acknowledges for it: what it has not read when it ends may be missing, once each time, and nobody can know. */
    @Test
    public void aDestinationIsStoppedAndStartedWhileAContainerWritesByTcp() {
        try (SyslogDaemon daemon = SyslogDaemon.rsyslogd(ENGINE, RSYSLOGD_TCP, "127.0.0.1:10514").start()) {
            int gaps = stopAndStart(daemon, "tcp://127.0.0.1:10514");
            assertTrue(gaps + " gaps", gaps <= 3);
        }
    }

    /** With syslog-ng, by TLS, where it is the same. */
    @Test
    public void aDestinationIsStoppedAndStartedWhileAContainerWritesByTls() {
        String source = "syslog(transport(\"tls\") ip(\"127.0.0.1\") port(12517) tls(key-file(\"%1$s/server.key\") cert-file(\"%1$s/server.crt\") peer-verify(optional-untrusted)));";
        try (SyslogDaemon daemon = SyslogDaemon.syslogNg(ENGINE, source.formatted(ours.folder()), "127.0.0.1:12517").start()) {
            int gaps = stopAndStart(daemon, "tcp+tls://127.0.0.1:12517", authority(), "syslog-format=rfc5424");
            assertTrue(gaps + " gaps", gaps <= 3);
        }
    }

    /** With rsyslogd on another machine, to which the network fails in both directions: nobody closes a connection, and the one that is there goes on when the network is back. */
    @Test
    public void aNetworkThatFailsForAWhileLosesAndDoublesNothing() {
        ENGINE.reachable();
        String input = "input(type=\"imtcp\" address=\"192.0.2.1\" port=\"10514\" ruleset=\"keep\")\n";
        try (SyslogDaemon daemon = SyslogDaemon.rsyslogd(Place.HERE, input, "192.0.2.1:10514").start()) {
            String id = run("tcp://192.0.2.1:10514", List.of(), "i=0; while [ $i -lt 60 ]; do seq $((i * 5000 + 1)) $((i * 5000 + 5000)); usleep 50000; i=$((i + 1)); done");
            Await.until("the destination gets on", () -> !daemon.lines().isEmpty());
            Command.run("nft", "add table inet cut; add chain inet cut in { type filter hook input priority 0; }; add chain inet cut out { type filter hook output priority 0; };"
                    + " add rule inet cut in iifname out0 drop; add rule inet cut out oifname out0 drop").exits(0);
            try {
                assertEquals("0", ENGINE.docker("wait", id).exits(0).text());
                assertEquals("here", ENGINE.docker("run", "--rm", "busybox", "echo", "here").text());
                assertTrue(daemon.lines().size() + " lines before it is back", daemon.lines().size() < 300_000);
            } finally {
                Command.run("nft", "delete", "table", "inet", "cut").exits(0);
            }
            awaitNumber(daemon, 300_000);
            mustBeOneTo(300_000, numbers(daemon));
            remove(id);
        }
    }

    /** With rsyslogd that is held by a signal: its connections stay, and it reads nothing. */
    @Test
    public void aDestinationThatReadsNothingForAWhileGetsAllOnce() {
        try (SyslogDaemon daemon = SyslogDaemon.rsyslogd(ENGINE, RSYSLOGD_TCP, "127.0.0.1:10514").start()) {
            String id = run("tcp://127.0.0.1:10514", List.of(), "seq 1 1000; while [ ! -e /go ]; do usleep 20000; done; seq 1001 400000");
            awaitNumber(daemon, 1000);
            daemon.signal("STOP");
            ENGINE.docker("exec", id, "touch", "/go").exits(0);
            assertEquals("0", ENGINE.docker("wait", id).exits(0).text());
            assertEquals("here", ENGINE.docker("run", "--rm", "busybox", "echo", "here").text());
            daemon.signal("CONT");
            awaitNumber(daemon, 400_000);
            mustBeOneTo(400_000, numbers(daemon));
            remove(id);
        }
    }

    /** With a syslog-ng that wants certificates. By TLS 1.3 the client sends before the server has looked at its own; what was sent then must not count as delivered. */
    @Test
    public void whoIsRefusedByTlsDeliversNothingUntilHeIsLetIn() {
        String source = "syslog(transport(\"tls\") ip(\"127.0.0.1\") port(12515) tls(key-file(\"%1$s/server.key\") cert-file(\"%1$s/server.crt\") ca-file(\"%1$s/ca.crt\") peer-verify(%2$s)));";
        List<String> without = List.of(authority(), "syslog-format=rfc5424");
        List<String> stranger = new ArrayList<>(identity(others));
        stranger.add("syslog-format=rfc5424");
        List<String> ids = new ArrayList<>();
        try (SyslogDaemon strict = SyslogDaemon.syslogNg(ENGINE, source.formatted(ours.folder(), "required-trusted"), "127.0.0.1:12515").start()) {
            for (List<String> options : List.of(without, stranger)) {
                ids.add(run("tcp+tls://127.0.0.1:12515", options, "echo " + (ids.size() + 1)));
                String id = ids.get(ids.size() - 1);
                Await.until(() -> "the engine says why: " + ENGINE.logText(), () -> ENGINE.logText().lines().anyMatch(line -> line.contains(id) && line.contains("tls: handshake with 127.0.0.1 failed")));
            }
            assertEquals(List.of(), strict.lines());
        }
        try (SyslogDaemon lenient = SyslogDaemon.syslogNg(ENGINE, source.formatted(ours.folder(), "optional-untrusted"), "127.0.0.1:12515").start()) {
            Await.until(() -> "both lines: " + lenient.lines(), () -> lenient.lines().size() == 2);
            assertEquals(List.of(1, 2), numbers(lenient).stream().sorted().toList());
        }
        remove(ids.toArray(String[]::new));
    }

    /** With a syslog-ng whose certificate the engine does not trust. */
    @Test
    public void aServerThatIsNotTrustedGetsNothing() {
        String source = "syslog(transport(\"tls\") ip(\"127.0.0.1\") port(12516) tls(key-file(\"%1$s/server.key\") cert-file(\"%1$s/server.crt\") peer-verify(optional-untrusted)));";
        try (SyslogDaemon daemon = SyslogDaemon.syslogNg(ENGINE, source.formatted(others.folder()), "127.0.0.1:12516").start()) {
            String id = run("tcp+tls://127.0.0.1:12516", List.of(authority(), "syslog-format=rfc5424"), "echo 1");
            Await.until(() -> "the engine says why: " + ENGINE.logText(), () -> ENGINE.logText().lines().anyMatch(line -> line.contains(id) && line.contains("tls: handshake with 127.0.0.1 failed")));
            assertEquals(List.of(), daemon.lines());
            remove(id);
        }
    }

    /** As at dockerd, and in its words. */
    @Test
    public void refusesOptionsInDockerdsWords() {
        Path missing = Path.of("/nonexistent/ca");
        String[][] refusals = {
            {"syslog-facility=local8", "invalid syslog facility"},
            {"syslog-format=x", "Invalid syslog format"},
            {"syslog-address=127.0.0.1", "syslog-address should be in form proto://address, got 127.0.0.1"},
            {"max-size=1k", "unknown log opt 'max-size' for syslog log driver"}};
        for (String[] refusal : refusals) {
            Command refused = ENGINE.docker("create", "--log-driver", "syslog", "--log-opt", refusal[0], "busybox", "true").exits(1);
            assertTrue(refused.err(), refused.err().contains("Error response from daemon: " + refusal[1]));
        }
        Command refused = ENGINE.docker("run", "--log-driver", "syslog", "--log-opt", "syslog-address=tcp+tls://127.0.0.1", "--log-opt", "syslog-tls-ca-cert=" + missing, "busybox", "true");
        assertNotEquals(0, refused.exit());
        assertTrue(refused.err(), refused.err().contains("failed to initialize logging driver: could not read CA certificate \"" + missing + "\": open " + missing + ": no such file or directory"));
    }

    /** As at dockerd, where that is asked for. */
    @Test
    public void aDestinationThatIsRequiredStopsTheStart() {
        Command refused = ENGINE.docker("run", "--log-driver", "syslog", "--log-opt", "syslog-address=tcp://127.0.0.1:1", "--log-opt", "require-destination=true", "busybox", "true");
        assertNotEquals(0, refused.exit());
        assertTrue(refused.err(), refused.err().contains("failed to initialize logging driver: dial tcp 127.0.0.1:1: connect: connection refused"));
    }
}
