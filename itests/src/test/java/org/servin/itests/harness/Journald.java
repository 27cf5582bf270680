package org.servin.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.rules.ExternalResource;

/** systemd-journald in a mount namespace of its own, where it has a {@code /run} and a {@code /var/log} that nobody else sees. As a class rule: started before the class, ended after it. */
public final class Journald extends ExternalResource implements AutoCloseable {
    private static final String SETTINGS = """
            [Journal]
            Storage=persistent
            RateLimitIntervalSec=0
            RateLimitBurst=0
            SystemMaxUse=4G
            SystemKeepFree=1M
            Audit=
            ReadKMsg=no
            ForwardToSyslog=no
            """;
    private static final String SCRIPT = """
            mount -t tmpfs run /run
            mount -t tmpfs log /var/log
            mkdir -p /run/systemd /run/log /var/log/journal
            mount --bind "$0/run" /run/systemd
            mount --bind "$0/log" /var/log/journal
            exec "$1"
            """;
    private final Path folder = Path.of("/var/tmp/servin-journald-" + ProcessHandle.current().pid());
    private final Path ofSocket = Path.of("/run/systemd/journal");
    private final Path ofFiles = Path.of("/var/log/journal");
    private final MountPoints places = new MountPoints();
    private Process process;

    /** One that is started now, and seen in the test's own mount namespace where the machine's is. */
    public static Journald here() throws IOException {
        Journald journald = new Journald();
        try {
            journald.before();
            journald.show(journald.folder.resolve("run/journal"), journald.ofSocket);
            journald.show(journald.folder.resolve("log"), journald.ofFiles);
        } catch (IOException | RuntimeException | AssertionError e) {
            journald.close();
            throw e;
        }
        return journald;
    }

    private void show(Path one, Path place) throws IOException {
        places.make(place);
        Command.run("mount", "--bind", one.toString(), place.toString()).exits(0);
    }

    @Override
    public void close() {
        Command.run("umount", ofSocket.toString());
        Command.run("umount", ofFiles.toString());
        places.remove();
        after();
    }

    /** An engine that sees its socket and its files where those of the machine's journald are. */
    public Engine seenBy(Engine engine) {
        return engine.seeing(folder.resolve("run/journal"), ofSocket).seeing(folder.resolve("log"), ofFiles);
    }

    @Override
    protected void before() throws IOException {
        Files.createDirectories(folder.resolve("run/journald.conf.d"));
        Files.createDirectories(folder.resolve("run/journal"));
        Files.createDirectories(folder.resolve("log"));
        Files.writeString(folder.resolve("run/journald.conf.d/test.conf"), SETTINGS);
        Files.writeString(folder.resolve("run/journal/flushed"), ""); // it is not to wait for the file system of /var
        start();
    }

    /** Starts it, and waits until it listens. */
    public void start() {
        String program = Stream.of("/usr/lib/systemd/systemd-journald", "/lib/systemd/systemd-journald").filter(p -> Files.exists(Path.of(p))).findFirst().orElseThrow();
        try {
            Files.deleteIfExists(folder.resolve("run/journal/stdout"));
            process = new ProcessBuilder("unshare", "--mount", "--propagation", "private", "sh", "-ec", SCRIPT, folder.toString(), program).inheritIO().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("journald listens", () -> Files.exists(folder.resolve("run/journal/stdout")) && listens());
    }

    /** It makes this socket after the one for entries. */
    private boolean listens() {
        try (var probe = java.nio.channels.SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("run/journal/stdout")))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Kills it: what it had not read is lost. */
    public void kill() {
        process.destroyForcibly();
        Await.until("journald is dead", () -> !process.isAlive());
    }

    /** Sends it a signal: {@code USR2} makes it begin new files, {@code STOP} and {@code CONT} hold it up and let it go on. */
    public void signal(String name) {
        Command.run("kill", "-" + name, Long.toString(process.pid())).exits(0);
    }

    /** How many files it has. */
    public long files() {
        try (Stream<Path> all = Files.walk(folder.resolve("log"))) {
            return all.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What journalctl(1) makes of its files. */
    public Command journalctl(String... options) {
        List<String> args = new ArrayList<>(List.of("journalctl", "-D", folder.resolve("log").toString(), "--no-pager", "-q"));
        args.addAll(List.of(options));
        return Command.run(args.toArray(String[]::new));
    }

    @Override
    protected void after() {
        signal("CONT");
        process.destroy();
        Await.until("journald has ended", () -> !process.isAlive());
        Command.run("rm", "-rf", folder.toString()).exits(0);
    }
}
