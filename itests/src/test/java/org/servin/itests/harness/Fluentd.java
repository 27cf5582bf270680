package org.servin.itests.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A destination of Fluentd's forward protocol in an engine's network namespace or the test's: the server of npm's {@code @fluent-org/logger}, run by {@code src/test/node/fluentd.js}. */
public final class Fluentd implements AutoCloseable {
    private static final Path TARGET = Path.of(System.getProperty("servin.itests.work")).toAbsolutePath().getParent();
    private final Place place;
    private final List<String> where;
    private final Path out;
    private Process process;

    /** One that does not run yet, at a port of 127.0.0.1 or at a path. */
    public Fluentd(Place place, String where) {
        this(place, List.of(where));
    }

    /** One that speaks TLS. */
    public Fluentd(Place place, String where, Certificates certificates) {
        this(place, List.of(where, certificates.file("server.crt").toString(), certificates.file("server.key").toString()));
    }

    private Fluentd(Place place, List<String> where) {
        this.place = place;
        this.where = where;
        try {
            out = Files.createTempFile("servin-fluentd", ".out");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, and waits until it listens. {@code how} is as the script has it. */
    public Fluentd start(String how) {
        Path script = TARGET.getParent().resolve("src/test/node/fluentd.js");
        ProcessBuilder builder = new ProcessBuilder(place.line(List.of("node", script.toString(), out.toString(), how))).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.command().addAll(where);
        builder.environment().put("NODE_PATH", TARGET.resolve("node/node_modules").toString());
        try {
            process = builder.start();
            String said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
            if (!"listening".equals(said)) {
                close();
                throw new AssertionError("fluentd.js said " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Ends it between two messages; its clients learn it by their connections. */
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(Await.patience().toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("fluentd.js did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it has got, over all its runs. */
    public List<String> lines() {
        try {
            return Files.readString(out).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether that is the last line of it. */
    public boolean endsWith(String line) {
        byte[] wanted = ("\n" + line + "\n").getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile file = new RandomAccessFile(out.toFile(), "r")) {
            if (file.length() < wanted.length) {
                return false;
            }
            file.seek(file.length() - wanted.length);
            byte[] end = new byte[wanted.length];
            file.readFully(end);
            return Arrays.equals(wanted, end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes that is. */
    public long size() {
        return out.toFile().length();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            stop();
        }
        out.toFile().delete();
    }
}
