package org.servin.itests.swap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Busybox;
import org.servin.itests.harness.Command;

/** The docker command against the engine in the test's own framework. */
final class Docker {
    private Docker() { }

    static Path socket() {
        return House.work().resolve("servin.sock");
    }

    private static List<String> line(String... args) {
        List<String> line = new ArrayList<>(List.of("docker"));
        line.addAll(Arrays.asList(args));
        return line;
    }

    private static Map<String, String> environment() {
        return Map.of("DOCKER_HOST", "unix://" + socket(), "DOCKER_CONFIG", House.work().resolve("cli").toString());
    }

    static Command docker(byte[] input, String... args) {
        return Command.run(environment(), input, line(args));
    }

    static Command docker(String... args) {
        return docker(new byte[0], args);
    }

    /** Starts it and leaves it running. */
    static Process start(String... args) {
        try {
            return Command.start(environment(), line(args));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status of an answer. */
    static String status(String method, String path, String... options) {
        List<String> line = new ArrayList<>(List.of("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket", socket().toString(), "-X", method));
        line.addAll(List.of(options));
        line.add("http://servin" + path);
        return Command.run(line.toArray(String[]::new)).text();
    }

    static void awaitEngine() {
        Await.until("the engine answers", () -> docker("version").exit() == 0);
    }

    /** Waits for the engine, which then has the image busybox. */
    static void withImage() {
        awaitEngine();
        if (docker("image", "inspect", "busybox").exit() != 0) {
            docker(Busybox.tar(), "import", "-", "busybox:latest").exits(0);
        }
    }

    /** Removes all containers and volumes. */
    static void clear() {
        docker("ps", "-aq").out().lines().forEach(id -> docker("rm", "-fv", id).exits(0));
        docker("volume", "ls", "-q").out().lines().forEach(name -> docker("volume", "rm", name).exits(0));
    }
}
