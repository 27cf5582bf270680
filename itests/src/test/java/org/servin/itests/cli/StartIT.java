package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** Starting the engine, and every way in which it refuses to. */
public class StartIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static Command servin(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = Engine.distribution().resolve("bin/servin").toString();
        System.arraycopy(args, 0, all, 1, args.length);
        return ENGINE.inNamespace(all);
    }

    @Test
    public void versionAndHelp() {
        assertTrue(servin("--version").text().startsWith("servin "));
        assertTrue(servin("--help").text().contains("--root"));
        assertEquals(2, servin("--nosuch").exit());
    }

    @Test
    public void secondEngineOnTheSameRootIsRefused() {
        Command second = servin("--root", ENGINE.root().toString(), "--run", folder.getRoot() + "/run", "--host", "unix://" + folder.getRoot() + "/s.sock").exits(1);
        assertEquals("servin: another engine (process " + javaPid() + ") runs on the root " + ENGINE.root(), second.err().strip());
    }

    private static String javaPid() {
        try {
            return Files.readString(ENGINE.root().resolve("launcher.lock")).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    public void notRootIsRefused() {
        Command run = Command.run(Map.of(), new byte[0], List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", // the clone may be where root alone can look
                Engine.distribution().resolve("bin/servin").toString(), "--root", "/tmp/nosuch")).exits(1);
        assertEquals("servin: servin must be started as root", run.err().strip());
    }

    @Test
    public void badConfigurationIsNamed() throws IOException {
        Path file = folder.newFile("daemon.json").toPath();
        Files.writeString(file, "{\"debug\": tru}");
        Command run = servin("--config", file.toString()).exits(1);
        assertTrue(run.err(), run.err().startsWith("servin: unable to read the configuration file " + file));
        Files.writeString(file, "{\"data-root\": \"/x\"}");
        assertEquals("servin: set both on the command line and in " + file + ": root", servin("--config", file.toString(), "--root", "/y").exits(1).err().strip());
    }

    @Test
    public void portThatIsTakenIsNamed() {
        Command run = servin("--root", folder.getRoot() + "/root", "--run", folder.getRoot() + "/run", "--host", "unix://" + ENGINE.socket()).exits(1);
        assertTrue(run.err(), run.err().contains(ENGINE.socket().toString()));
    }

    /** Java takes an archive that does not fit for none, and says nothing. */
    @Test
    public void startsFromTheArchiveOfClasses() throws IOException {
        Command made = Command.run(Map.of(), new byte[0], List.of(Engine.distribution().resolve("bin/servin-archive").toString())).exits(0);
        assertEquals("", made.err());
        ENGINE.stop();
        ENGINE.start();
        try (Stream<String> maps = Files.lines(Path.of("/proc/" + ENGINE.pid() + "/maps"))) {
            assertTrue("the archive is in the engine's memory", maps.anyMatch(l -> l.contains("/lib/classes-")));
        }
        assertEquals("starting says nothing of it", List.of(), ENGINE.logText().lines().filter(l -> l.contains("cds")).toList());
    }

    @Test
    public void infoAndVersion() {
        assertEquals("linux", ENGINE.docker("version", "-f", "{{.Server.Os}}").text());
        assertEquals("overlay2", ENGINE.docker("info", "-f", "{{.Driver}}").text());
    }
}
