package org.servin.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.rules.ExternalResource;

/**
 * The distribution, running in a network namespace of its own with folders of its own, so that a test touches nothing else on the machine. As a class rule: started before
 * the class, stopped after it, and then the machine must be as it was.
 */
public final class Engine extends ExternalResource implements Place {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private final String name = "sit" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();
    private final Path work = Path.of("/run/servin-itests").resolve(name);
    private final String settings;
    private final List<String> options;
    /** By place, so that what is above is mounted first. */
    private final Map<Path, Path> seen = new TreeMap<>();
    private final MountPoints places = new MountPoints();
    private final Map<String, String> variables = new TreeMap<>();
    private boolean ownEtc;
    private final List<String> passed = new ArrayList<>();
    private int diskMegabytes;
    private Machine before;
    private Holdings idle;
    private Process process;

    /** An engine with more command line options. */
    public Engine(String... options) {
        this("", List.of(options));
    }

    private Engine(String settings, List<String> options) {
        this.settings = settings;
        this.options = options;
    }

    /** An engine with more members of its {@code daemon.json}: {@code "init": true, ...}; and with more command line options. */
    public static Engine configured(String settings, String... options) {
        return new Engine(", " + settings, List.of(options));
    }

    /** An engine that sees a copy of {@code /etc}: what it makes there, such as users, is not the machine's. */
    public static Engine withOwnEtc(String... options) {
        return new Engine(options).owningEtc();
    }

    /** The same engine, but it sees a copy of {@code /etc}. To be called before it starts. */
    public Engine owningEtc() {
        ownEtc = true;
        return this;
    }

    /** The same engine, but it sees a folder of the test in another place of the machine. To be called before it starts. */
    public Engine seeing(Path folder, Path place) {
        seen.put(place, folder);
        return this;
    }

    /** The same engine with a variable in its environment. To be called before it starts. */
    public Engine with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /**
     * The same engine, started with sockets that listen already, as by systemd: its own unix socket by the name {@code api}, and another one. To be called before it starts.
     *
     * @param address as systemd-socket-activate(1) takes it
     */
    public Engine passed(String name, String address) {
        passed.addAll(List.of("systemd-socket-activate", "--fdname", "api:" + name, "-l", socket().toString(), "-l", address));
        return this;
    }

    /** An engine whose root folder is a file system of its own, of that many MiB. */
    public static Engine onDiskOf(int megabytes, String... options) {
        Engine engine = new Engine(options);
        engine.diskMegabytes = megabytes;
        return engine;
    }

    /** The engine's {@code /etc}. */
    public Path etc() {
        return ownEtc ? work.resolve("etc") : Path.of("/etc");
    }

    @Override
    protected void before() throws Throwable {
        before = Machine.now();
        try {
            setUp();
        } catch (Throwable e) { // after() is not called then
            end();
            throw e;
        }
    }

    private void setUp() throws IOException {
        Command.run("ip", "netns", "add", name).exits(0);
        Command.run("ip", "-n", name, "link", "set", "lo", "up").exits(0);
        Files.createDirectories(work);
        if (ownEtc) {
            Command.run("cp", "-a", "/etc", etc().toString()).exits(0);
            seen.put(Path.of("/etc"), etc());
        }
        for (Path place : seen.keySet()) {
            places.make(place);
        }
        if (diskMegabytes > 0) {
            Files.createDirectories(root());
            Command.run("mount", "-t", "tmpfs", "-o", "size=" + diskMegabytes + "m", "disk", root().toString()).exits(0);
        }
        write(settings);
        start();
        docker("load", "-i", distribution().resolve("images/hello.tar").toString()).exits(0);
        docker(Busybox.tar(), "import", "-", "busybox:latest").exits(0);
        warmUp();
        idle = Holdings.of(pid());
    }

    /** Has the engine open what it opens once and keeps: its registry client, for one, has a selector. */
    private void warmUp() {
        docker("run", "--rm", "busybox", "true").exits(0);
        docker("pull", "127.0.0.1:1/nobody/there").exits(1);
    }

    /** Has the engine open what it opens once and keeps for what only this class does. */
    public void warmUp(Runnable use) {
        use.run();
        idle = Holdings.of(pid());
    }

    @Override
    protected void after() {
        try {
            docker("ps", "-aq").out().lines().forEach(id -> docker("rm", "-fv", id));
            mustBeIdle();
        } finally {
            end();
        }
        Machine.now().mustEqual(before);
    }

    private void end() {
        try {
            if (process != null && process.isAlive()) {
                stop();
            }
        } finally {
            Command.run("ip", "netns", "del", name);
            if (diskMegabytes > 0) {
                Command.run("umount", root().toString());
            }
            removeTree(work);
            places.remove();
            Command.run("rmdir", "/run/servin-itests");
            Command.run("sh", "-c", "rmdir /sys/fs/cgroup/" + name + " /sys/fs/cgroup/*/" + name); // like its root, an engine's parent cgroup stays when it stops
        }
    }

    /** The unpacked distribution under test. */
    public static Path distribution() {
        return Path.of(System.getProperty("servin.distribution")).toAbsolutePath().normalize();
    }

    /** Starts the engine and waits until it answers. */
    public void start() {
        List<String> args = line(List.of());
        if (!seen.isEmpty()) {
            args.addAll(List.of("unshare", "--mount", "--propagation", "slave", "sh", "-ec", "while [ \"$1\" != -- ]; do mount --bind \"$1\" \"$2\"; shift 2; done; shift; exec \"$@\"", "sh"));
            seen.forEach((place, folder) -> args.addAll(List.of(folder.toString(), place.toString())));
            args.add("--");
        }
        args.addAll(passed);
        args.addAll(List.of(distribution().resolve("bin/servin").toString(), "--root", root().toString(), "--run", run().toString(), "--config", work.resolve("daemon.json").toString(), "--host", passed.isEmpty() ? host() : "fd://api"));
        args.addAll(options);
        try {
            ProcessBuilder builder = new ProcessBuilder(args).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().putAll(variables);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until(() -> "the engine answers; it said: " + logText(), () -> !process.isAlive() || listens() && docker("version").exit() == 0);
        if (!process.isAlive()) {
            throw new AssertionError("the engine ended with " + process.exitValue() + ": " + logText());
        }
    }

    /** Costs less than the docker command, which on an emulated machine would take the processor away from an engine that starts. */
    private boolean listens() {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks the engine to stop, and waits. */
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(Await.patience().multipliedBy(2).toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the engine did not stop: " + logText());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Fails, naming what there is more of, unless the engine soon holds no more descriptors and threads than before the first test: those of its containers and clients are to go. */
    public void mustBeIdle() {
        Await.until(() -> "the engine holds no more than when it was idle: " + Holdings.of(pid()).moreThan(idle), () -> Holdings.of(pid()).moreThan(idle).isEmpty());
    }

    /** Joins its network namespace and this virtual machine's by a link, so that ports published on all addresses answer here at the address that is returned. */
    public String reachable() {
        Command.run("ip", "link", "add", "out0", "type", "veth", "peer", "name", "out1", "netns", name).exits(0);
        Command.run("ip", "addr", "add", "192.0.2.1/30", "dev", "out0").exits(0);
        Command.run("ip", "link", "set", "out0", "up").exits(0);
        Command.run("ip", "-n", name, "addr", "add", "192.0.2.2/30", "dev", "out1").exits(0);
        Command.run("ip", "-n", name, "link", "set", "out1", "up").exits(0);
        return "192.0.2.2";
    }

    private void write(String more) throws IOException {
        Files.writeString(work.resolve("daemon.json"), "{\"cgroup-parent\": \"/" + name + "\"" + more + "}");
    }

    /** Has the engine read its {@code daemon.json} again, with these members more, or instead of those that it had; returns what the engine says to that. */
    public String reload(String more) {
        int before = logText().length();
        try {
            write(", " + more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.run("kill", "-HUP", Long.toString(pid())).exits(0);
        Await.until("the engine has read its settings", () -> logText().substring(before).contains("servin: settings "));
        return logText().substring(before);
    }

    /** Kills the engine with SIGKILL and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        Await.until("the engine is dead", () -> !process.isAlive());
    }

    /** Calls the engine's API by curl(1), with options of it; the path begins with the version. */
    public Command curl(String path, String... options) {
        List<String> all = new ArrayList<>(List.of("curl", "-sS", "--unix-socket", socket().toString()));
        all.addAll(List.of(options));
        all.add("http://engine" + path);
        return Command.run(all.toArray(String[]::new));
    }

    /** Has the engine carry out a command of the administrator's shell. */
    public Command shell(String... words) {
        List<String> all = new ArrayList<>(List.of(distribution().resolve("bin/servin").toString(), "shell", "--run", run().toString()));
        all.addAll(List.of(words));
        return Command.run(all.toArray(String[]::new));
    }

    /** The engine's process. */
    public long pid() {
        return process.pid();
    }

    /** Has the engine's virtual machine collect what nobody refers to: a client of the JDK's keeps its selector until then. */
    public void collect() {
        Command.run("jcmd", Long.toString(pid()), "GC.run").exits(0);
    }

    /** Name of the engine's network namespace. */
    public String namespace() {
        return name;
    }

    /** The engine's root folder. */
    public Path root() {
        return work.resolve("root");
    }

    /** The engine's run folder. */
    public Path run() {
        return work.resolve("run");
    }

    /** The socket as DOCKER_HOST has it. */
    public String host() {
        return "unix://" + socket();
    }

    /** The socket's path. */
    public Path socket() {
        return work.resolve("servin.sock");
    }

    private Path log() {
        return work.resolve("log");
    }

    /** What the engine has logged. */
    public String logText() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the docker command against this engine. */
    public Command docker(String... args) {
        return docker(new byte[0], args);
    }

    /** The same with an input. */
    public Command docker(byte[] input, String... args) {
        return Command.run(environment(), input, dockerArgs(args));
    }

    /** Starts the docker command and leaves it running. */
    public Process dockerStart(String... args) {
        try {
            return Command.start(environment(), dockerArgs(args));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The docker command on a terminal of 24 lines and 80 columns (script(1) of util-linux gives it one). */
    public Command dockerOnTerminal(String input, String... args) {
        String line = "stty rows 24 cols 80; exec " + String.join(" ", dockerArgs(args).stream().map(Engine::quote).toList());
        return Command.run(environment(), input.getBytes(java.nio.charset.StandardCharsets.UTF_8), List.of("script", "-qefc", line, "/dev/null"));
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static List<String> dockerArgs(String... args) {
        List<String> all = new ArrayList<>(List.of("docker"));
        all.addAll(List.of(args));
        return all;
    }

    private Map<String, String> environment() {
        return Map.of("DOCKER_HOST", host(), "DOCKER_CONFIG", work.resolve("docker-config").toString(), "DOCKER_CLI_HINTS", "false");
    }

    /** Runs a program in the engine's network namespace. */
    public Command inNamespace(String... args) {
        return Command.run(Map.of(), new byte[0], line(List.of(args)));
    }

    @Override
    public List<String> line(List<String> args) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name));
        all.addAll(args);
        return all;
    }

    private static void removeTree(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("left behind by the engine: " + folder, e);
        }
    }
}
