package org.servin.log.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.ServinException;

class HttpTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    @TempDir
    static Path folder;
    private final Http http = new Http(Duration.ofSeconds(5), Duration.ofSeconds(20), Optional.empty());
    private HttpServer server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        keytool("-genkeypair", "-alias", "hec", "-keyalg", "EC", "-dname", "CN=other.example", "-ext", "san=dns:hec.example,dns:*.wild.example,ip:10.9.8.7");
        keytool("-exportcert", "-alias", "hec", "-rfc", "-file", folder.resolve("hec.pem").toString());
    }

    private static void keytool(String... args) throws Exception {
        String[] all = new String[args.length + 5];
        all[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(args, 0, all, 1, args.length);
        System.arraycopy(new String[] {"-keystore", folder.resolve("hec.p12").toString(), "-storepass", new String(PASSWORD)}, 0, all, args.length + 1, 4);
        assertEquals(0, new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor());
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private URI plain(int status, byte[] body) throws IOException {
        return listen(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), "http", status, body);
    }

    private URI tls() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("hec.p12"))) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer tls = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tls.setHttpsConfigurator(new HttpsConfigurator(context));
        return listen(tls, "https", 200, "secret".getBytes(UTF_8));
    }

    private URI listen(HttpServer listening, String scheme, int status, byte[] body) {
        server = listening;
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/x");
    }

    private Answer get(URI uri, Trust trust) {
        return http.send(Http.request(uri).GET(), trust);
    }

    private String failure(URI uri, Trust trust) {
        return assertThrows(ServinException.class, () -> get(uri, trust)).getMessage();
    }

    private static Trust authority(String name) throws IOException {
        return Trust.of(false, Optional.of(folder.resolve("hec.pem")), Optional.ofNullable(name));
    }

    @Test
    void answers() throws Exception {
        Answer answer = get(plain(503, "busy".getBytes(UTF_8)), Trust.machine());
        assertEquals("503 Service Unavailable busy", answer.statusText() + " " + answer.text());
        assertEquals("418", new Answer(418, new byte[0]).statusText());
    }

    @Test
    void onlyTheBeginningOfAnAnswerIsKept() throws Exception {
        URI uri = plain(200, new byte[3_000_000]);
        for (int i = 0; i < 3; i++) {
            assertEquals(64 * 1024, get(uri, Trust.machine()).body().length);
        }
    }

    @Test
    void bodiesThatDoNotEndAreNotWaitedFor() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        Http hasty = new Http(Duration.ofSeconds(5), Duration.ofMillis(500), Optional.empty());
        String text = assertThrows(ServinException.class, () -> hasty.send(Http.request(uri).GET(), Trust.machine())).getMessage();
        done.countDown();
        assertEquals("Get \"" + uri + "\": net/http: request canceled (Client.Timeout exceeded while awaiting headers)", text);
    }

    @Test
    void strangersAreNotTrusted() throws Exception {
        URI uri = tls();
        assertEquals("Get \"" + uri + "\": x509: certificate signed by unknown authority", failure(uri, Trust.machine()));
        assertTrue(failure(uri, Trust.of(false, Optional.of(Path.of("/etc/passwd")), Optional.empty())).contains("x509: certificate signed by unknown authority"));
    }

    @Test
    void authoritiesAndNames() throws Exception {
        URI uri = tls();
        assertTrue(failure(uri, authority(null)).contains("No subject alternative names matching IP address 127.0.0.1"));
        assertEquals("secret", get(uri, authority("hec.example")).text());
        assertEquals("secret", get(uri, authority("A.WILD.example")).text());
        assertEquals("secret", get(uri, authority("10.9.8.7")).text());
        for (String other : new String[] {"other.example", "wild.example", "a.b.wild.example", "10.9.8.8"}) {
            assertTrue(failure(uri, authority(other)).contains("x509: certificate is not valid for " + other));
        }
        assertTrue(failure(uri, Trust.of(false, Optional.empty(), Optional.of("hec.example"))).contains("x509: certificate signed by unknown authority"));
    }

    @Test
    void anyoneIsTrustedOnRequest() throws Exception {
        assertEquals("secret", get(tls(), Trust.of(true, Optional.empty(), Optional.empty())).text());
    }

    @Test
    void hostsAreNamed() {
        assertEquals("Get \"http://nobody.invalid/\": dial tcp: lookup nobody.invalid: no such host", failure(URI.create("http://nobody.invalid/"), Trust.machine()));
    }

    @Test
    void plainServersAreNotTaken() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> {
                try (Socket client = plain.accept()) { // as Go's server does it at once; the JDK's waits for more
                    client.getInputStream().read();
                    client.getOutputStream().write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                    client.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            answers.start();
            URI uri = URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/x");
            assertEquals("Get \"" + uri + "\": tls: first record does not look like a TLS handshake", failure(uri, Trust.machine()));
            answers.join();
        }
    }
}
