package org.servin.auth.plugin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.linux.pem.PemFiles;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.Principal;

/** Plugins that are reached by TCP and TLS. The server is the JDK's. */
@Timeout(60)
class RemotePluginTest {
    @TempDir
    Path folder;
    private HttpServer server;
    private final AtomicReference<String> asked = new AtomicReference<>("");

    @BeforeEach
    void files() throws Exception {
        Files.createDirectories(folder.resolve("etc"));
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
                "-keyout", "key.pem", "-out", "cert.pem");
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=other", "-addext", "subjectAltName=DNS:other",
                "-keyout", "other.key", "-out", "other.pem");
    }

    private void openssl(String... args) throws Exception {
        String[] all = new String[args.length + 1];
        all[0] = "openssl";
        System.arraycopy(args, 0, all, 1, args.length);
        assertEquals(0, new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String start(HttpServer made) {
        server = made;
        server.createContext("/", exchange -> {
            try (InputStream body = exchange.getRequestBody()) {
                String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                asked.set(text);
                byte[] answer = (text.isEmpty() ? FakePlugin.AUTHZ : "{\"Msg\":\"from afar\"}").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private HttpsServer secure(boolean mutual, String cert, String key) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore identity = PemFiles.identity(folder.resolve(cert), folder.resolve(key));
        keys.init(identity, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(PemFiles.authorities(folder.resolve("other.pem")));
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        HttpsServer https = HttpsServer.create(anyPort(), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(mutual);
                parameters.setSSLParameters(ssl);
            }
        });
        return https;
    }

    private String judged() {
        return judged(20);
    }

    private String judged(int timeout) {
        PluginAuthzDriver driver = DriverFor.plugins(folder, timeout, "p");
        try {
            assertEquals("authorization denied by plugin p: from afar", driver.judge(Requests.get("/x")).reason());
            return driver.judge(Requests.get("/y")).reason();
        } finally {
            driver.close();
        }
    }

    private void spec(String address, String tls) throws Exception {
        Files.writeString(folder.resolve("etc/p.json"), "{\"Addr\":\"" + address + "\",\"TLSConfig\":" + tls.replace("@", folder + "/") + "}");
    }

    @Test
    void byTcp() throws Exception {
        Files.writeString(folder.resolve("etc/p.spec"), "tcp://" + start(HttpServer.create(anyPort(), 0)));
        assertEquals("authorization denied by plugin p: from afar", judged());
        server.stop(0);
        assertTrue(assertThrows(ServinException.class, () -> judged(1)).getMessage().matches("plugin p failed with error: Post \"http://127\\.0\\.0\\.1:[0-9]+/Plugin\\.Activate\": "
                + "dial tcp 127\\.0\\.0\\.1:[0-9]+: connect: connection refused"));
    }

    @Test
    void byTls() throws Exception {
        spec("https://" + start(secure(false, "cert.pem", "key.pem")), "{\"CAFile\":\"@cert.pem\"}");
        judged();
        spec("https://127.0.0.1:" + server.getAddress().getPort(), "null");
        judged(); // without an authority any certificate will do, as for dockerd
        spec("https://127.0.0.1:" + server.getAddress().getPort(), "{\"CAFile\":\"@other.pem\"}");
        assertTrue(assertThrows(ServinException.class, this::judged).getMessage().contains("unable to find valid certification path"));
    }

    @Test
    void byTlsToSomebodyElse() throws Exception {
        spec("https://" + start(secure(false, "other.pem", "other.key")), "{\"CAFile\":\"@other.pem\"}");
        assertTrue(assertThrows(ServinException.class, this::judged).getMessage().contains("o subject alternative names"));
    }

    @Test
    void byTlsWithACertificateOfOurOwn() throws Exception {
        spec("https://" + start(secure(true, "cert.pem", "key.pem")), "{\"CAFile\":\"@cert.pem\",\"CertFile\":\"@other.pem\",\"KeyFile\":\"@other.key\"}");
        judged();
        spec("https://127.0.0.1:" + server.getAddress().getPort(), "{\"CAFile\":\"@cert.pem\"}");
        assertThrows(ServinException.class, () -> judged(2));
    }

    @Test
    void showsTheCallersCertificatesInPem() throws Exception {
        Files.writeString(folder.resolve("etc/p.spec"), "http://" + start(HttpServer.create(anyPort(), 0)));
        X509Certificate certificate = (X509Certificate) PemFiles.certificates(folder.resolve("cert.pem")).get(0);
        PluginAuthzDriver driver = DriverFor.plugins(folder, 20, "p");
        AccessRequest request = Requests.of(new Principal("client", Set.of(), "tls"), "GET", "/info", List.of(certificate), Map.of(), Optional.empty());
        driver.judge(request);
        driver.close();
        String pem = Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve("cert.pem")));
        assertEquals("{\"User\":\"client\",\"UserAuthNMethod\":\"TLS\",\"RequestMethod\":\"GET\",\"RequestUri\":\"/info\",\"RequestPeerCertificates\":[\"" + pem + "\"]}", asked.get());
    }
}
