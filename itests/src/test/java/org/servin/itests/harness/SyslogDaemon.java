package org.servin.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Debian's rsyslogd or syslog-ng in an engine's network namespace or the test's, with a configuration and a folder of its own. It writes a line for each message: priority, host, program, process
 * id, text. Nothing of it stays.
 */
public final class SyslogDaemon implements AutoCloseable {
    private static final Path PROGRAMS = Path.of(System.getProperty("servin.itests.work")).toAbsolutePath().resolveSibling("syslog");
    private final Place place;
    private final Path folder;
    private final List<String> command = new ArrayList<>();
    private final List<String> listeners;
    private Process process;

    private SyslogDaemon(Place place, List<String> listeners) {
        this.place = place;
        try {
            this.folder = Files.createTempDirectory("servin-syslog");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.listeners = listeners.stream().map(this::placed).toList();
    }

    private String placed(String text) {
        return text.replace("FOLDER", folder.toString());
    }

    /**
     * rsyslogd, not started.
     *
     * @param inputs its inputs, with the ruleset {@code keep}; FOLDER stands for its folder there
     * @param listeners what it listens at: ports, and paths
     */
    public static SyslogDaemon rsyslogd(Place place, String inputs, String... listeners) {
        SyslogDaemon daemon = new SyslogDaemon(place, List.of(listeners));
        String configuration = """
                global(workDirectory="FOLDER" maxMessageSize="64k" parser.escapeControlCharactersOnReceive="off")
                main_queue(queue.workerThreads="1") # of two, one may pass the other
                module(load="imudp")
                module(load="imtcp" keepAlive="on")
                module(load="imuxsock" sysSock.use="off")
                template(name="line" type="string" string="%pri% %hostname% %programname% %procid% %msg%\\n")
                ruleset(name="keep") { action(type="omfile" file="FOLDER/lines" template="line") }
                """ + inputs;
        Path home = PROGRAMS.resolve("rsyslog");
        Path libraries = single(home.resolve("usr/lib"), "rsyslog");
        daemon.command.addAll(List.of("env", "LD_LIBRARY_PATH=" + libraries, home.resolve("usr/sbin/rsyslogd").toString(), "-n", "-f", daemon.write("conf", configuration), "-i",
                daemon.folder.resolve("pid").toString(), "-M", libraries.resolve("rsyslog").toString()));
        return daemon;
    }

    /**
     * syslog-ng, not started.
     *
     * @param sources what a source of it consists of; FOLDER stands for its folder there
     * @param listeners what it listens at: ports, and paths
     */
    public static SyslogDaemon syslogNg(Place place, String sources, String... listeners) {
        SyslogDaemon daemon = new SyslogDaemon(place, List.of(listeners));
        String configuration = """
                @version: 3.38
                options { keep-hostname(yes); log-msg-size(65536); };
                source s { SOURCES };
                destination d { file("FOLDER/lines" template("${PRI} ${HOST} ${PROGRAM} ${PID} ${MSG}\\n")); };
                log { source(s); destination(d); flags(flow-control); };
                """.replace("SOURCES", sources);
        Path home = PROGRAMS.resolve("syslog-ng");
        Path libraries = home.resolve("usr/lib/syslog-ng");
        Path modules;
        try (Stream<Path> all = Files.list(libraries)) {
            modules = all.filter(Files::isDirectory).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon.command.addAll(List.of("env", "LD_LIBRARY_PATH=" + libraries, home.resolve("usr/sbin/syslog-ng").toString(), "-F", "--no-caps", "-f", daemon.write("conf", configuration),
                "-p", daemon.folder.resolve("pid").toString(), "-R", daemon.folder.resolve("persist").toString(), "-c", daemon.folder.resolve("control").toString(),
                "--module-path=" + modules));
        return daemon;
    }

    private static Path single(Path above, String name) {
        try (Stream<Path> all = Files.list(above)) {
            return all.filter(folder -> Files.isDirectory(folder.resolve(name))).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), placed(text)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its folder. */
    public Path folder() {
        return folder;
    }

    /** Starts it, and waits until it listens. */
    public SyslogDaemon start() {
        try {
            process = new ProcessBuilder(place.line(command)).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("said").toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until(() -> "it listens; it said: " + said(), () -> {
            List<String> sockets = Command.run(place.line(List.of("ss", "-antuxH")).toArray(String[]::new)).out().lines().filter(line -> line.contains("LISTEN") || !line.startsWith("tcp") && !line.startsWith("u_str")).toList();
            return !process.isAlive() || listeners.stream().allMatch(listener -> sockets.stream().anyMatch(line -> line.contains(listener + " ")));
        });
        if (!process.isAlive()) {
            throw new AssertionError("it ended: " + said());
        }
        return this;
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends it a signal. */
    public void signal(String name) {
        Command.run("kill", "-" + name, Long.toString(process.pid())).exits(0);
    }

    /** Asks it to end, as an administrator does, and waits. */
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(Await.patience().toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("it did not end; it said: " + said());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it has written, over all its runs. */
    public List<String> lines() {
        try {
            Path lines = folder.resolve("lines");
            return Files.exists(lines) ? Files.readString(lines).lines().toList() : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes that is. */
    public long size() {
        return folder.resolve("lines").toFile().length();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            stop();
        }
        Command.run("rm", "-rf", folder.toString()).exits(0);
    }
}
