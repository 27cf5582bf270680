package org.servin.itests.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of a program: what it wrote and how it ended. */
public record Command(List<String> args, int exit, byte[] outBytes, String err) {
    private static final long TIMEOUT_SECONDS = Await.patience().multipliedBy(4).toSeconds();

    /** Runs a program with an input; fails if it does not end in four times the usual patience, which is two minutes. */
    public static Command run(Map<String, String> environment, byte[] input, List<String> args) {
        try {
            return await(args, start(environment, args), input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program on this machine. */
    public static Command run(String... args) {
        return run(Map.of(), new byte[0], List.of(args));
    }

    /** Starts a program and leaves it running. */
    public static Process start(Map<String, String> environment, List<String> args) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(args);
        builder.environment().putAll(new HashMap<>(environment));
        return builder.start();
    }

    private static Command await(List<String> args, Process process, byte[] input) throws IOException {
        Collector out = new Collector(process.getInputStream());
        Collector err = new Collector(process.getErrorStream());
        try (var in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException e) {
            // a program may end without reading what it is given; its exit code tells
            out.note(e);
        }
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(args + " did not end in " + TIMEOUT_SECONDS + " s; it wrote: " + out.peek() + err.peek());
            }
            return new Command(args, process.exitValue(), out.all(), new String(err.all(), StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Standard output as text. */
    public String out() {
        return new String(outBytes, StandardCharsets.UTF_8);
    }

    /** Fails with everything known if the exit code is another one. */
    public Command exits(int code) {
        if (exit != code) {
            throw new AssertionError(String.join(" ", args) + " ended with " + exit + " instead of " + code + "\nstdout: " + out() + "\nstderr: " + err);
        }
        return this;
    }

    /** Standard output without surrounding white space, of a program that must succeed. */
    public String text() {
        return exits(0).out().strip();
    }

    /** Gathers a stream in a thread of its own. */
    private static final class Collector {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Thread thread;

        Collector(InputStream in) {
            thread = new Thread(() -> {
                try (in) {
                    in.transferTo(bytes);
                } catch (IOException e) {
                    note(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        void note(IOException e) {
            bytes.writeBytes(("<" + e.getMessage() + ">").getBytes(StandardCharsets.UTF_8));
        }

        String peek() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        byte[] all() throws InterruptedException {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            return bytes.toByteArray();
        }
    }
}
