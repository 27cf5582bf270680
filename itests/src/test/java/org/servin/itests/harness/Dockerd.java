package org.servin.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Debian's dockerd in an engine's network namespace, without networks of its own, to compare with and to try counterparts with. Nothing of it stays. */
public final class Dockerd implements AutoCloseable {
    private final Path work;
    private final String parent;
    private final Process process;

    /** Starts it with more options, and waits until it has the image busybox. */
    public Dockerd(Engine engine, Map<String, String> environment, String... options) {
        parent = engine.namespace() + "-dockerd";
        try {
            work = Files.createTempDirectory(Path.of("/var/tmp"), "servin-dockerd");
            ProcessBuilder builder = new ProcessBuilder("nsenter", "--net=/run/netns/" + engine.namespace(), "unshare", "--mount", "--propagation", "slave", "dockerd",
                    "--data-root", work.resolve("data").toString(), "--exec-root", work.resolve("exec").toString(), "--pidfile", work.resolve("pid").toString(),
                    "--host", host(), "--bridge", "none", "--iptables=false", "--ip6tables=false", "--cgroup-parent", "/" + parent)
                    .redirectErrorStream(true).redirectOutput(work.resolve("log").toFile());
            builder.command().addAll(List.of(options));
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until(() -> "dockerd answers; it said: " + log(), () -> !process.isAlive() || docker("version").exit() == 0);
        Command.run(Map.of("DOCKER_HOST", host()), Busybox.tar(), List.of("docker", "import", "-", "busybox:latest")).exits(0);
    }

    private String host() {
        return "unix://" + work.resolve("sock");
    }

    /** What it has logged. */
    public String log() {
        try {
            return Files.readString(work.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the docker command against it. */
    public Command docker(String... args) {
        List<String> all = new ArrayList<>(List.of("docker"));
        all.addAll(List.of(args));
        return Command.run(Map.of("DOCKER_HOST", host()), new byte[0], all);
    }

    /** Calls its API by curl(1), with options of it; the path begins with the version. */
    public Command curl(String path, String... options) {
        List<String> all = new ArrayList<>(List.of("curl", "-sS", "--unix-socket", work.resolve("sock").toString()));
        all.addAll(List.of(options));
        all.add("http://engine" + path);
        return Command.run(all.toArray(String[]::new));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(Await.patience().toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("dockerd does not end: " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            Command.run("rm", "-rf", work.toString());
            Command.run("sh", "-c", "rmdir /sys/fs/cgroup/" + parent + " /sys/fs/cgroup/*/" + parent);
        }
    }
}
