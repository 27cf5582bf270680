package org.servin.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's docker-registry on the loopback of an engine's network namespace, filled by skopeo. */
public final class Registry implements AutoCloseable {
    /** Where it listens inside the namespace. */
    public static final String ADDRESS = "127.0.0.1:5000";
    private final Engine engine;
    private final Path work;
    private final Process process;

    /** Starts one, and waits until it answers. */
    public Registry(Engine engine) {
        this.engine = engine;
        try {
            work = Files.createTempDirectory("servin-registry");
            Files.writeString(work.resolve("config.yml"), """
                    version: 0.1
                    log: {level: error, accesslog: {disabled: true}}
                    storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
                    http: {addr: "%s"}
                    """.formatted(work.resolve("data"), ADDRESS));
            process = new ProcessBuilder("nsenter", "--net=/run/netns/" + engine.namespace(), "docker-registry", "serve", work.resolve("config.yml").toString())
                    .redirectErrorStream(true).redirectOutput(work.resolve("log").toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("the registry answers", () -> curl("/v2/").exit() == 0);
    }

    /** Copies a docker archive to {@code repository:tag} with more options of skopeo-copy(1). */
    public void fill(Path archive, String repositoryAndTag, String... options) {
        List<String> args = new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false"));
        args.addAll(List.of(options));
        args.addAll(List.of("docker-archive:" + archive, "docker://" + ADDRESS + "/" + repositoryAndTag));
        engine.inNamespace(args.toArray(String[]::new)).exits(0);
    }

    /** Calls the registry's API. */
    public Command curl(String path, String... options) {
        List<String> args = new ArrayList<>(List.of("curl", "-sSf"));
        args.addAll(List.of(options));
        args.add("http://" + ADDRESS + path);
        return engine.inNamespace(args.toArray(String[]::new));
    }

    /** The folder in which it keeps a blob. */
    public Path blob(String digest) {
        String hex = digest.substring("sha256:".length());
        return work.resolve("data/docker/registry/v2/blobs/sha256").resolve(hex.substring(0, 2)).resolve(hex).resolve("data");
    }

    @Override
    public void close() {
        process.destroy();
        Await.until("the registry is gone", () -> !process.isAlive());
        Command.run("rm", "-rf", work.toString()).exits(0);
    }
}
