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
    private final String address;
    private final Path work;
    private final Process process;

    /** Starts one without TLS and authentication, and waits until it answers. */
    public Registry(Engine engine) {
        this(engine, ADDRESS, "", "");
    }

    /**
     * Starts one that listens elsewhere, and waits until it answers, were it with a refusal.
     *
     * @param http more members of its configuration's {@code http}, each with a comma before
     * @param more more members of its configuration
     */
    public Registry(Engine engine, String address, String http, String more) {
        this.engine = engine;
        this.address = address;
        try {
            work = Files.createTempDirectory("servin-registry");
            Files.writeString(work.resolve("config.yml"), """
                    version: 0.1
                    log: {level: error, accesslog: {disabled: true}}
                    storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
                    http: {addr: "%s"%s}
                    %s
                    """.formatted(work.resolve("data"), address, http, more));
            process = new ProcessBuilder("nsenter", "--net=/run/netns/" + engine.namespace(), "docker-registry", "serve", work.resolve("config.yml").toString())
                    .redirectErrorStream(true).redirectOutput(work.resolve("log").toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] host = address.split(":");
        Await.until("the registry answers", () -> engine.inNamespace("bash", "-c", "exec 3<>/dev/tcp/" + host[0] + "/" + host[1]).exit() == 0);
    }

    /** Copies a docker archive to {@code repository:tag} with more options of skopeo-copy(1). */
    public void fill(Path archive, String repositoryAndTag, String... options) {
        List<String> args = new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false"));
        args.addAll(List.of(options));
        args.addAll(List.of("docker-archive:" + archive, "docker://" + address + "/" + repositoryAndTag));
        engine.inNamespace(args.toArray(String[]::new)).exits(0);
    }

    /** Calls the registry's API. */
    public Command curl(String path, String... options) {
        List<String> args = new ArrayList<>(List.of("curl", "-sSf"));
        args.addAll(List.of(options));
        args.add("http://" + address + path);
        return engine.inNamespace(args.toArray(String[]::new));
    }

    /** Its host and port. */
    public String address() {
        return address;
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
