package org.servin.itests.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An OpenID provider of npm's ({@code oidc.mjs}) at 127.0.0.1 of an engine's network, which issues tokens for the engine. */
public final class OidcIssuer implements AutoCloseable {
    private final Engine engine;
    private final Path folder;
    private final int port;
    private final Optional<Certificates> certificates;
    private Process process;

    /**
     * Starts nothing yet.
     *
     * @param folder for its keys
     * @param certificates with which it speaks TLS; empty for a plain one
     */
    public OidcIssuer(Engine engine, Path folder, int port, Optional<Certificates> certificates) {
        this.engine = engine;
        this.folder = folder;
        this.port = port;
        this.certificates = certificates;
    }

    /** Its name. */
    public static String url(boolean secure, int port) {
        return (secure ? "https" : "http") + "://127.0.0.1:" + port;
    }

    /** Starts, or starts again, with the key that it has by that name, or a new one. */
    public void start(String algorithm, String key) {
        close();
        List<String> words = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + engine.namespace(), "node", Node.script("oidc.mjs").toString(), Integer.toString(port), algorithm,
                folder.resolve(key + ".jwk").toString()));
        certificates.ifPresent(c -> words.addAll(List.of(c.file("server.crt").toString(), c.file("server.key").toString())));
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectError(folder.resolve("issuer.log").toFile());
            builder.environment().put("NODE_PATH", Node.packages().toString());
            process = builder.start();
            String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
            if (!"listening".equals(line)) {
                throw new AssertionError("the issuer says " + line + ", " + Files.readString(folder.resolve("issuer.log")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new token for somebody named {@code ci}. */
    public String token() {
        List<String> words = new ArrayList<>(List.of("curl", "-sS", "-u", "ci:ci-secret", "-d", "grant_type=client_credentials", "-d", "resource=urn:servin"));
        certificates.ifPresent(c -> words.addAll(List.of("--cacert", c.file("ca.crt").toString())));
        words.add(url(certificates.isPresent(), port) + "/token");
        String answer = engine.inNamespace(words.toArray(String[]::new)).text();
        try {
            return Optional.ofNullable(new ObjectMapper().readTree(answer).path("access_token").textValue()).orElseThrow(() -> new AssertionError(answer));
        } catch (IOException e) {
            throw new UncheckedIOException(answer, e);
        }
    }

    /** Kills it. */
    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            Await.until("the issuer is dead", () -> !process.isAlive());
        }
    }
}
