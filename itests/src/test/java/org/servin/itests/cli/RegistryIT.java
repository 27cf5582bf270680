package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Certificates;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Registry;
import org.servin.itests.harness.StandIn;
import org.servin.itests.harness.TokenServer;
import org.servin.itests.harness.TunnelProxy;

/** Debian's docker-registry in the ways that companies run it, driven by the docker command: with TLS, passwords, tokens and a proxy before it, and as a mirror. */
public class RegistryIT {
    /** This machine as the engine sees it, and the engine as this machine sees it: see {@link Engine#reachable}. */
    private static final String HERE = "192.0.2.1";
    private static final String THERE = "192.0.2.2";
    private static final String SECURE = THERE + ":5443";
    /** Ann with the password "secret", by bcrypt. */
    private static final String PASSWORDS = "ann:$2b$04$STBwIEOwMUmtTKfj/TCjLeT4odt.TOrpuHyX1MWoTC.j1xxsVBUXK\n";
    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();
    @ClassRule
    public static final Engine ENGINE = Engine.configured("\"insecure-registries\": [\"" + HERE + "/32\"], \"registry-mirrors\": [\"http://" + Registry.ADDRESS + "\"],"
            + "\"proxies\": {\"https-proxy\": \"http://joe:pass@" + HERE + ":3128\", \"no-proxy\": \"" + HERE + "\"}").owningEtc();
    private static Registry plain;
    private static Registry secure;
    private static Registry guarded;
    private static TokenServer tokens;
    private static TunnelProxy proxy;

    @BeforeClass
    public static void startRegistries() throws IOException {
        assertEquals(THERE, ENGINE.reachable());
        Path folder = FOLDER.getRoot().toPath();
        Certificates certificates = Certificates.make(folder, THERE);
        proxy = new TunnelProxy(new InetSocketAddress(HERE, 3128), "joe:pass");
        plain = new Registry(ENGINE);
        Files.writeString(folder.resolve("htpasswd"), PASSWORDS);
        secure = new Registry(ENGINE, SECURE, ", tls: {certificate: %s, key: %s, clientcas: [%s]}".formatted(certificates.file("server.crt"), certificates.file("server.key"),
                certificates.file("ca.crt")), "auth: {htpasswd: {realm: tests, path: " + folder.resolve("htpasswd") + "}}");
        Path trusted = Files.createDirectories(ENGINE.etc().resolve("docker/certs.d").resolve(SECURE));
        for (String name : List.of("ca.crt", "client.cert", "client.key")) {
            Files.copy(certificates.file(name), trusted.resolve(name));
        }
        tokens = new TokenServer(new InetSocketAddress(HERE, 8090), certificates);
        guarded = new Registry(ENGINE, "127.0.0.1:5001", "", tokens.configuration());
        ENGINE.warmUp(() -> { // a client for each way to trust
            ENGINE.docker("pull", SECURE + "/nobody/there").exits(1);
            ENGINE.docker("pull", "nobody/there").exits(1);
        });
    }

    @AfterClass
    public static void stopRegistries() throws IOException {
        guarded.close();
        secure.close();
        plain.close();
        tokens.close();
        proxy.close();
    }

    private static void login(String user, String password, String registry) {
        assertEquals("Login Succeeded", ENGINE.docker(password.getBytes(StandardCharsets.UTF_8), "login", "-u", user, "--password-stdin", registry).text());
    }

    private static void tag(String name) {
        ENGINE.docker("tag", "busybox", name).exits(0);
    }

    private static String digest(String name) {
        return ENGINE.docker("inspect", "-f", "{{range .RepoDigests}}{{println .}}{{end}}", name).text().lines().filter(d -> d.startsWith(name.replaceFirst(":[^:/]*$", "@"))).findFirst()
                .orElse("none");
    }

    @Test
    public void speaksTlsWithACertificateAndAPasswordThroughAProxy() {
        String name = SECURE + "/team/app:1";
        tag(name);
        Command refused = ENGINE.docker("push", name).exits(1);
        assertTrue(refused.err(), refused.err().contains("no basic auth credentials"));
        Command wrong = ENGINE.docker("wrong".getBytes(StandardCharsets.UTF_8), "login", "-u", "ann", "--password-stdin", SECURE).exits(1);
        assertTrue(wrong.err(), wrong.err().contains("login attempt to https://" + SECURE + "/v2/ failed with status: 401 Unauthorized"));
        login("ann", "secret", SECURE);
        ENGINE.docker("push", name).exits(0);
        String pushed = digest(name);
        ENGINE.docker("rmi", name).exits(0);
        ENGINE.docker("pull", name).exits(0);
        assertEquals(pushed, digest(name));
        ENGINE.docker("logout", SECURE).exits(0);
        assertTrue(ENGINE.docker("pull", name).exits(1).err().contains("no basic auth credentials"));
        assertTrue(proxy.log().toString(), proxy.log().contains(SECURE) && proxy.log().stream().noneMatch(Registry.ADDRESS::equals));
        ENGINE.docker("rmi", name).exits(0);
    }

    @Test
    public void doesNotTrustUnknownAuthorities() throws IOException {
        Path trusted = ENGINE.etc().resolve("docker/certs.d").resolve(SECURE);
        Path aside = trusted.resolveSibling("aside");
        Files.move(trusted, aside);
        try {
            Command pull = ENGINE.docker("pull", SECURE + "/team/app:1").exits(1);
            assertTrue(pull.err(), pull.err().contains("Get \"https://" + SECURE + "/v2/\": x509: certificate signed by unknown authority"));
        } finally {
            Files.move(aside, trusted);
        }
        Files.move(trusted.resolve("client.key"), trusted.resolve("other"));
        try {
            Command pull = ENGINE.docker("pull", SECURE + "/team/app:1").exits(1);
            assertTrue(pull.err(), pull.err().contains("missing key client.key for client certificate client.cert"));
        } finally {
            Files.move(trusted.resolve("other"), trusted.resolve("client.key"));
        }
    }

    @Test
    public void getsTokensByPasswordAndThenByARefreshToken() {
        String name = guarded.address() + "/team/app:1";
        tag(name);
        Command denied = ENGINE.docker("push", name).exits(1);
        assertTrue(denied.err(), denied.err().contains("denied: requested access to the resource is denied"));
        Command wrong = ENGINE.docker("wrong".getBytes(StandardCharsets.UTF_8), "login", "-u", "ann", "--password-stdin", guarded.address()).exits(1);
        assertTrue(wrong.err(), wrong.err().contains("unauthorized: incorrect username or password"));
        login("ann", "secret", guarded.address());
        ENGINE.docker("push", name).exits(0);
        ENGINE.docker("logout", guarded.address()).exits(0);
        ENGINE.docker("rmi", name).exits(0);
        ENGINE.docker("pull", name).exits(0);
        assertTrue(tokens.log().toString(), tokens.log().containsAll(List.of("GET ann []", "POST ann [repository:team/app:pull,push]", "GET nobody [repository:team/app:pull]")));
        ENGINE.docker("rmi", name).exits(0);
    }

    @Test
    public void pushesNothingTwiceAndMountsFromOtherRepositories() {
        String first = Registry.ADDRESS + "/team/app";
        String second = Registry.ADDRESS + "/team/other";
        tag(first + ":1");
        tag(first + ":2");
        Command all = ENGINE.docker("push", "-a", first).exits(0);
        assertTrue(all.out(), all.out().contains("Pushed") && all.out().contains("1: digest: ") && all.out().contains("2: digest: ") && all.out().contains("Layer already exists"));
        tag(second + ":1");
        Command mounted = ENGINE.docker("push", second + ":1").exits(0);
        assertTrue(mounted.out(), mounted.out().contains("Mounted from team/app"));
        assertEquals(digest(first + ":1").split("@")[1], digest(second + ":1").split("@")[1]);
        ENGINE.docker("rmi", first + ":1", first + ":2", second + ":1").exits(0);
        Command pulled = ENGINE.docker("pull", "-a", first).exits(0);
        assertTrue(pulled.out(), pulled.out().contains("Status: "));
        assertEquals(2, ENGINE.docker("images", "-q", first).text().lines().count());
        ENGINE.docker("rmi", first + ":1", first + ":2").exits(0);
    }

    @Test
    public void asksTheMirrorForTheDefaultRegistrysImages() {
        tag(Registry.ADDRESS + "/library/mirrored:1");
        ENGINE.docker("push", Registry.ADDRESS + "/library/mirrored:1").exits(0);
        ENGINE.docker("rmi", Registry.ADDRESS + "/library/mirrored:1").exits(0);
        Command pull = ENGINE.docker("pull", "mirrored:1").exits(0);
        assertTrue(pull.out(), pull.out().contains("1: Pulling from library/mirrored") && pull.out().contains("docker.io/library/mirrored:1"));
        assertTrue(ENGINE.docker("pull", "not-mirrored:1").exits(1).err().contains("https://registry-1.docker.io/v2/"));
        ENGINE.docker("rmi", "mirrored:1").exits(0);
    }

    @Test
    public void tellsWhatARegistryHas() {
        String name = Registry.ADDRESS + "/looked/at:1";
        tag(name);
        ENGINE.docker("push", name).exits(0);
        String arch = ENGINE.docker("version", "-f", "{{.Server.Arch}}").text();
        String document = ENGINE.curl("/v1.41/distribution/" + name + "/json").text();
        assertTrue(document, document.contains("\"digest\":\"" + digest(name).split("@")[1] + "\"") && document.contains("\"Platforms\":[{\"architecture\":\"" + arch + "\",\"os\":\"linux\"}]"));
        assertEquals("404", ENGINE.curl("/v1.41/distribution/" + Registry.ADDRESS + "/looked/at:2/json", "-o", "/dev/null", "-w", "%{http_code}").text());
        ENGINE.docker("rmi", name).exits(0);
    }

    /** No package has a registry with the old search: a server of the test stands in for one. */
    @Test
    public void searchesWhereThereIsASearch() throws IOException {
        HttpHandler handler = exchange -> {
            byte[] found = """
                    {"results": [{"name": "team/%s", "description": "found", "star_count": 7, "is_official": false, "is_automated": true}]}
                    """.formatted(exchange.getRequestURI().getQuery().replaceAll("[^a-z0-9]", "")).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, found.length);
            try (exchange) {
                exchange.getResponseBody().write(found);
            }
        };
        try (StandIn server = new StandIn(new InetSocketAddress(HERE, 8091))) {
            server.serve("/v1/search", handler);
            Command search = ENGINE.docker("search", "--limit", "5", HERE + ":8091/thing").exits(0);
            assertTrue(search.out(), search.out().contains("team/qthingn5   found"));
        }
        assertTrue(ENGINE.docker("search", Registry.ADDRESS + "/thing").exits(1).err().contains("Unexpected status code 404"));
    }

    /** A server of the test stands in for a registry that stops in the middle of a layer. */
    @Test
    public void leavesNothingWhenTheClientLeaves() throws IOException {
        List<String> before = content();
        CountDownLatch left = new CountDownLatch(1);
        String config = "{\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + sha256("none") + "\"]}}";
        String manifest = "{\"schemaVersion\":2,\"config\":{\"size\":%d,\"digest\":\"%s\"},\"layers\":[{\"size\":100000,\"digest\":\"%s\"}]}".formatted(config.length(), sha256(config), sha256("none"));
        HttpHandler stopping = exchange -> {
            exchange.sendResponseHeaders(200, 100_000);
            exchange.getResponseBody().write(new byte[50_000]);
            exchange.getResponseBody().flush();
            await(left);
            exchange.close();
        };
        try (StandIn server = new StandIn(new InetSocketAddress(HERE, 8092))) {
            server.serve("/v2/", exchange -> answer(exchange, "{}")).serve("/v2/app/manifests/", exchange -> answer(exchange, manifest))
                    .serve("/v2/app/blobs/" + sha256(config), exchange -> answer(exchange, config)).serve("/v2/app/blobs/" + sha256("none"), stopping);
            Process pull = ENGINE.dockerStart("pull", HERE + ":8092/app:1");
            Await.until("a part of the layer is there", () -> !content().equals(before));
            pull.destroyForcibly();
            Await.until("nothing of it is there", () -> content().equals(before));
        } finally {
            left.countDown();
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.docker.distribution.manifest.v2+json");
            exchange.sendResponseHeaders(200, text.length());
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> content() {
        try (Stream<Path> files = Files.walk(ENGINE.root().resolve("content"))) {
            return files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
