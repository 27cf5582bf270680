package org.servin.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sends one request after the other to an engine, by curl(1) in the engine's network, until it is closed. */
public final class Knocker implements AutoCloseable {
    private static final String LOOP = """
            folder=$1; shift
            while [ -e "$folder/go" ]; do
                status=$(curl -sS -m 60 -o "$folder/body" -w '%{http_code}' "$@")
                echo "$status $(head -c 500 "$folder/body" | tr '\\n' ' ')" >> "$folder/answers"
            done""";
    private final Path folder;
    private final Process process;

    /** Begins; the words are curl's. */
    public Knocker(Engine engine, String... words) {
        try {
            folder = Files.createTempDirectory("servin-knocker");
            Files.createFile(folder.resolve("go"));
            Files.createFile(folder.resolve("answers"));
            List<String> all = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + engine.namespace(), "sh", "-c", LOOP, "sh", folder.toString()));
            all.addAll(List.of(words));
            process = new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Status and the beginning of the body, of each answer. */
    public List<String> answers() {
        try {
            return Files.readAllLines(folder.resolve("answers"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for another answer of that status to a request that is sent from now on. */
    public void await(String status) {
        int before = answers().size() + 1; // one may be on its way
        Await.until(() -> "an answer " + status + " after the first " + before + " of " + answers(), () -> answers().stream().skip(before).anyMatch(a -> a.startsWith(status)));
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(folder.resolve("go"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("no more is sent", () -> !process.isAlive());
        Command.run("rm", "-rf", folder.toString()).exits(0);
    }
}
