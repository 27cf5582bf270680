package org.servin.image.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.TestImages.Built;
import org.servin.image.internal.TestImages.Packing;
import org.servin.image.internal.manifest.Platform;
import org.servin.image.internal.registry.Proxies;
import org.servin.image.internal.registry.RegistrySettings;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Proxies that are spoken to by TLS, and SOCKS: pulls and pushes go through them, and end as others do. */
@Timeout(60)
class ProxyKindsTest {
    private static final String NAME = "registry.invalid/team/app:1";
    @TempDir
    private Path root;
    private FakeRegistry registry;
    private Built built;

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
        built = TestImages.image(Platform.host().architecture(), false, TestImages.layer(Packing.GZIP, "a", "one"), TestImages.layer(Packing.PLAIN, "b", "two".repeat(100_000)));
        registry.add("team/app", "1", built);
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
        List<String> left = Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name -> name.startsWith("registry proxy")).toList();
        assertEquals(List.of(), left);
    }

    private TestEngine behind(String proxy) throws IOException {
        RegistrySettings patient = RegistrySettings.defaults().with(new RegistrySettings.Limits(3, 5, 2, Duration.ofSeconds(20)));
        return new TestEngine(root.resolve("behind"), true, patient.with(List.of("registry.invalid"), List.of()).with(Proxies.of(List.of("http-proxy=" + proxy, "https-proxy=" + proxy), name -> null)));
    }

    private void pullsAndPushes(String proxy) throws IOException {
        TestEngine engine = behind(proxy);
        engine.pull(NAME);
        assertEquals(built.id(), engine.images.get(NAME).id().value());
        assertEquals("two".repeat(100_000), Files.readString(engine.storage.path(engine.images.get(NAME).top().orElseThrow()).resolve("b")));
        registry.blobs.clear();
        engine.images.tag(NAME, "registry.invalid/team/other", "2");
        engine.images.push("registry.invalid/team/other", Optional.of("2"), RegistryLogin.none(), m -> { });
        built.layers().forEach(layer -> assertArrayEquals(layer.blob(), registry.blobs.get(layer.digest())));
        assertArrayEquals(built.manifest(), registry.manifests.get("team/other 2"));
    }

    @Test
    void socksWithAPassword() throws IOException {
        try (FakeProxy proxy = new FakeProxy(ServerSocketFactory.getDefault(), registry.host(), true)) {
            pullsAndPushes("socks5://joe:pass@127.0.0.1:" + proxy.port());
            assertTrue(proxy.log.containsAll(List.of("joe:pass", "registry.invalid:80", "registry.invalid:443")), proxy.log::toString);
        }
    }

    @Test
    void byTls() throws Exception {
        List<String> proofs = new CopyOnWriteArrayList<>();
        registry.faults.put("GET /v2/", x -> {
            proofs.add(String.valueOf(x.getRequestHeaders().getFirst("Proxy-Authorization")));
            return false;
        });
        try (FakeProxy proxy = new FakeProxy(tls().getServerSocketFactory(), registry.host(), false)) {
            pullsAndPushes("https://joe:pass@127.0.0.1:" + proxy.port());
        }
        assertTrue(proofs.contains("Basic " + Base64.getEncoder().encodeToString("joe:pass".getBytes(StandardCharsets.UTF_8))), proofs::toString);
    }

    private SSLContext tls() throws Exception {
        Path keys = root.resolve("keys");
        Process keytool = new ProcessBuilder(System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-keyalg", "EC", "-dname", "CN=proxy", "-storetype", "PKCS12", "-storepass", "secret",
                "-keystore", keys.toString()).redirectErrorStream(true).redirectOutput(root.resolve("keytool.log").toFile()).start();
        assertEquals(0, keytool.waitFor());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, "secret".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void endsWhenTheClientLeavesInTheMiddle() throws Exception {
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        registry.faults.put("/blobs/" + built.layers().get(1).digest(), x -> {
            x.sendResponseHeaders(200, 300_000);
            x.getResponseBody().write(new byte[1000]);
            x.getResponseBody().flush();
            half.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return true;
        });
        try (FakeProxy proxy = new FakeProxy(ServerSocketFactory.getDefault(), registry.host(), true)) {
            TestEngine engine = behind("socks5://joe:pass@127.0.0.1:" + proxy.port());
            ExecutorService client = Executors.newSingleThreadExecutor();
            Future<ErrorKind> pull = client.submit(() -> assertThrows(ServinException.class, () -> engine.pull(NAME)).kind());
            half.await();
            client.shutdownNow();
            assertEquals(ErrorKind.CANCELLED, pull.get());
            over.countDown();
            assertEquals(List.of(), engine.content());
        }
    }

    @Test
    void saysThatTheProxyIsNotThere() throws IOException {
        TestEngine engine = behind("socks5://127.0.0.1:1");
        String message = assertThrows(ServinException.class, () -> engine.pull(NAME)).getMessage();
        assertTrue(message.startsWith("Get \"http://registry.invalid/v2/\": ") && message.contains("refused"), message);
    }
}
