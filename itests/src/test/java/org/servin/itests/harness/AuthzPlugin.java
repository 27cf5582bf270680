package org.servin.itests.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.rules.ExternalResource;

/**
 * An authorization plugin, run by {@code src/test/node/authz.js}, in the folder where dockerd and Servin look for them. There is none to be had that is not written in Go, so
 * this one stands in; that it is a faithful one is seen by dockerd taking it for one in the same tests.
 */
public final class AuthzPlugin extends ExternalResource {
    private static final Path SCRIPT = Path.of(System.getProperty("servin.itests.work")).toAbsolutePath().getParent().getParent().resolve("src/test/node/authz.js");
    private static final Path FOLDER = Path.of("/run/docker/plugins");
    private final String name;
    private boolean madeFolder;
    private Path out;
    private Process process;

    /** One that does not run yet. */
    public AuthzPlugin(String kind) {
        name = "servin-" + kind + ProcessHandle.current().pid();
    }

    /** What it is called in settings. */
    public String name() {
        return name;
    }

    private Path socket() {
        return FOLDER.resolve(name + ".sock");
    }

    @Override
    protected void before() throws IOException {
        out = Files.createTempFile("servin-authz", ".out");
        madeFolder = !Files.exists(FOLDER);
        Files.createDirectories(FOLDER);
        start();
    }

    /** Starts it, and waits until it listens. */
    public void start() {
        try {
            process = new ProcessBuilder("node", SCRIPT.toString(), socket().toString(), out.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
            if (!"listening".equals(said)) {
                throw new AssertionError("authz.js said " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it; its socket's file stays. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(Await.patience().toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("authz.js did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it was asked, one line of JSON each. */
    public List<String> asked() {
        try {
            return Files.readAllLines(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void after() {
        if (process != null && process.isAlive()) {
            kill();
        }
        try {
            Files.deleteIfExists(out);
            Files.deleteIfExists(socket());
            if (madeFolder) {
                Files.delete(FOLDER);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
