package org.servin.http.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {
    private static final String FOR_CLIENTS = "extendedKeyUsage=clientAuth";
    @TempDir
    static Path folder;
    private static OpenSsl ours;

    @BeforeAll
    static void makeCertificates() throws IOException {
        ours = OpenSsl.authority(folder.resolve("ours")).issue("server", "subjectAltName=IP:127.0.0.1").issue("client", FOR_CLIENTS).issue("revoked", FOR_CLIENTS)
                .issue("expired", FOR_CLIENTS, "-startdate 20200101000000Z -enddate 20210101000000Z").issue("early", FOR_CLIENTS, "-startdate 20990101000000Z -enddate 20990201000000Z")
                .issue("servant", "extendedKeyUsage=serverAuth").issue("unlimited", "basicConstraints=CA:FALSE").selfSigned("self").revoke("revoked").list("first.crl");
        OpenSsl.authority(folder.resolve("theirs")).issue("stranger", FOR_CLIENTS).run("cp stranger*.pem ../ours");
    }

    private static Listening listen(Object... settings) throws IOException {
        Map<String, Object> all = new HashMap<>(Map.of("hosts", new String[] {"https://127.0.0.1:0"}, "allow-unauthenticated-tcp", true,
                "tlscert", ours.file("server.pem").toString(), "tlskey", ours.file("server-key.pem").toString()));
        for (int i = 0; i < settings.length; i += 2) {
            all.put((String) settings[i], settings[i + 1]);
        }
        return Listening.with(Listening.WHO, all);
    }

    private static Listening verifying(Object... more) throws IOException {
        Object[] all = java.util.Arrays.copyOf(new Object[] {"tlsverify", true, "tlscacert", ours.file("ca.pem").toString()}, 4 + more.length);
        System.arraycopy(more, 0, all, 4, more.length);
        return listen(all);
    }

    private static SSLSocket connect(Listening listening, SSLContext client) throws IOException {
        return (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", listening.port());
    }

    /** One request on a connection that stays open: the answer's status and body. */
    private static String ask(SSLSocket connection) throws IOException {
        connection.getOutputStream().write("GET / HTTP/1.1\r\nHost: d\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream in = connection.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the connection ended after: " + head);
            }
            head.append((char) b);
        }
        int length = Integer.parseInt(head.toString().replaceAll("(?is).*content-length: *(\\d+).*", "$1"));
        return head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()) + " " + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static String askOnce(Listening listening, String client) throws IOException {
        return askOnce(listening, ours.client(client));
    }

    private static String askOnce(Listening listening, SSLContext client) throws IOException {
        try (SSLSocket connection = connect(listening, client)) {
            return ask(connection);
        }
    }

    private static void refused(Listening listening, String client) {
        assertThrows(IOException.class, () -> askOnce(listening, client), client);
    }

    @Test
    void verifiedClientsNeedACertificateThatHolds() throws IOException {
        try (Listening listening = verifying("tlscrl", ours.file("first.crl").toString())) {
            assertEquals("200 tls CN=client", askOnce(listening, "client"));
            assertEquals("200 tls CN=unlimited", askOnce(listening, "unlimited"));
            for (String client : new String[] {"", "expired", "early", "self", "stranger", "servant", "revoked"}) {
                refused(listening, client);
            }
        }
        try (Listening listening = verifying()) {
            assertEquals("200 tls CN=revoked", askOnce(listening, "revoked")); // it is the list, and nothing else
        }
    }

    @Test
    void anAuthorityAloneMakesCertificatesVoluntary() throws IOException {
        try (Listening listening = listen("tlscacert", ours.file("ca.pem").toString())) {
            assertEquals("200 tls CN=client", askOnce(listening, "client"));
            assertEquals("200 tls nobody", askOnce(listening, ""));
            refused(listening, "stranger");
            refused(listening, "expired");
        }
        try (Listening listening = listen()) {
            assertEquals("200 tls nobody", askOnce(listening, "client"));
        }
    }

    @Test
    void onlyStrongProtocolsAndCiphersAreSpoken() throws IOException {
        try (Listening listening = listen()) {
            for (String protocol : new String[] {"TLSv1.3", "TLSv1.2"}) {
                assertEquals(0, openssl(listening, "-" + protocol.toLowerCase(java.util.Locale.ROOT).replace("v", "").replace('.', '_')), protocol);
            }
            assertNotEquals(0, openssl(listening, "-tls1_1 -cipher DEFAULT@SECLEVEL=0"));
            assertNotEquals(0, openssl(listening, "-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA"));
            assertEquals(0, openssl(listening, "-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256"));
        }
    }

    private static int openssl(Listening listening, String options) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", "openssl s_client -connect 127.0.0.1:" + listening.port() + " " + options + " </dev/null").redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return process.waitFor() == 0 && !said.contains("Cipher is (NONE)") ? 0 : 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Neither by a connection that is open, nor by resuming its session, nor by a new one. */
    @Test
    void whoIsRevokedIsOut() throws IOException {
        OpenSsl authority = OpenSsl.authority(folder.resolve("revoking")).issue("server", "subjectAltName=IP:127.0.0.1").issue("client", FOR_CLIENTS).issue("other", FOR_CLIENTS).list("list");
        try (Listening listening = verifying("tlscacert", authority.file("ca.pem").toString(), "tlscert", authority.file("server.pem").toString(),
                "tlskey", authority.file("server-key.pem").toString(), "tlscrl", authority.file("list").toString())) {
            SSLContext client = authority.client("client");
            try (SSLSocket open = connect(listening, client)) {
                assertEquals("200 tls CN=client", ask(open));
                assertEquals("200 tls CN=client", askOnce(listening, client));
                authority.revoke("client").list("list");
                String last = until(() -> ask(open), answer -> !answer.startsWith("200 "));
                assertTrue(last.startsWith("401 {\"message\":\"the client's certificate does not hold: "), last);
                assertEquals(-1, open.getInputStream().read());
            }
            assertThrows(IOException.class, () -> askOnce(listening, client));
            assertThrows(IOException.class, () -> askOnce(listening, authority.client("client")));
            assertEquals("200 tls CN=other", askOnce(listening, authority.client("other")));
        }
    }

    @Test
    void withoutAListThatIsValidNobodyIsTrusted() throws IOException {
        OpenSsl authority = OpenSsl.authority(folder.resolve("late")).issue("server", "subjectAltName=IP:127.0.0.1").issue("client", FOR_CLIENTS).list("good")
                .list("list", "-crl_lastupdate 20200101000000Z -crl_nextupdate 20200201000000Z");
        Object[] settings = {"tlscacert", authority.file("ca.pem").toString(), "tlscert", authority.file("server.pem").toString(),
            "tlskey", authority.file("server-key.pem").toString(), "tlscrl", authority.file("list").toString()};
        try (Listening listening = verifying(settings)) {
            assertThrows(IOException.class, () -> askOnce(listening, authority.client("client")));
            authority.run("cp good list");
            assertEquals("200 tls CN=client", until(() -> askOnce(listening, authority.client("client")), answer -> true));
            authority.run("echo broken >list");
            assertThrows(IOException.class, () -> until(() -> askOnce(listening, authority.client("client")), answer -> false));
            assertThrows(IOException.class, () -> verifying(settings));
            authority.run("openssl crl -in good -outform DER -out list");
            assertEquals("200 tls CN=client", until(() -> askOnce(listening, authority.client("client")), answer -> true));
        }
    }

    /** That the files were looked at is seen by who is revoked since. */
    @Test
    void anotherCertificateIsTakenWhenItIsWhole() throws IOException {
        OpenSsl authority = OpenSsl.authority(folder.resolve("renewing")).issue("server", "subjectAltName=IP:127.0.0.1").issue("next", "subjectAltName=IP:127.0.0.1")
                .issue("client", FOR_CLIENTS).issue("other", FOR_CLIENTS).list("list");
        Path certificate = authority.file("used.pem");
        Path key = authority.file("used-key.pem");
        Files.copy(authority.file("server.pem"), certificate);
        Files.copy(authority.file("server-key.pem"), key);
        try (Listening listening = verifying("tlscacert", authority.file("ca.pem").toString(), "tlscert", certificate.toString(), "tlskey", key.toString(),
                "tlscrl", authority.file("list").toString())) {
            BigInteger first = serial(listening, authority);
            Files.copy(authority.file("next.pem"), certificate, StandardCopyOption.REPLACE_EXISTING);
            authority.revoke("other").list("list");
            SSLContext other = authority.client("other");
            assertThrows(IOException.class, () -> until(() -> askOnce(listening, other), answer -> false));
            assertEquals(first, serial(listening, authority));
            Files.copy(authority.file("next-key.pem"), key, StandardCopyOption.REPLACE_EXISTING);
            assertNotEquals(first, until(() -> serial(listening, authority), serial -> !serial.equals(first)));
            assertEquals("200 tls CN=client", askOnce(listening, authority.client("client")));
        }
    }

    /** The docker command looks for these words, and says what to set. */
    @Test
    void whoDoesNotEncryptIsTold() throws IOException {
        try (Listening listening = listen(); Raw plain = Raw.to(listening)) {
            String answer = plain.send("GET / HTTP/1.1\r\nHost: d\r\n\r\n").rest();
            assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n") && answer.contains("Client sent an HTTP request to an HTTPS server."), answer);
        }
    }

    @Test
    void aHandshakeHasItsTime() throws IOException {
        try (Listening listening = listen("http-handshake-timeout", 1); Raw silent = Raw.to(listening); Raw half = Raw.to(listening)) {
            half.send("\u0016\u0003\u0001\u0002\u0000\u0001");
            assertEquals("", silent.rest());
            assertEquals("", half.rest());
        }
    }

    private static BigInteger serial(Listening listening, OpenSsl authority) throws IOException {
        try (SSLSocket connection = connect(listening, authority.client("client"))) {
            return ((X509Certificate) connection.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    private interface Attempt<T> {
        T run() throws IOException;
    }

    /** Tries until the result is as wanted, or until it fails where it succeeded before; the files are looked at once in a second. */
    private static <T> T until(Attempt<T> attempt, java.util.function.Predicate<T> wanted) throws IOException {
        boolean succeeded = false;
        while (true) {
            try {
                T result = attempt.run();
                succeeded = true;
                if (wanted.test(result)) {
                    return result;
                }
            } catch (IOException e) {
                if (succeeded) {
                    throw e;
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("not so in time");
            }
        }
    }
}
