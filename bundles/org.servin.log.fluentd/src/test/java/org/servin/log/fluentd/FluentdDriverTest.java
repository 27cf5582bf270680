package org.servin.log.fluentd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.msgpack.value.ArrayValue;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

class FluentdDriverTest {
    private static final Patience SHORT = new Patience(Duration.ofSeconds(5), Duration.ofMillis(300));
    private final FluentdDriver driver = new FluentdDriver(SSLContext::getDefault, Patience.USUAL);

    private static Receiver receiver() throws Exception {
        return new Receiver(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    private static LogTarget target(int port, String... options) {
        Map<String, String> all = new HashMap<>(Map.of("fluentd-address", "127.0.0.1:" + port));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return new LogTarget("0123456789abcdef", "name", "sha256:0", "busybox", List.of("sh"), List.of(), Map.of(), 0, all, Path.of("/"));
    }

    private static List<LogRecord> lines(String... texts) {
        List<LogRecord> records = new ArrayList<>();
        for (String text : texts) {
            records.add(new LogRecord(LogSource.STDOUT, records.size(), text.getBytes(StandardCharsets.UTF_8), true));
        }
        return records;
    }

    private static List<String> texts(ArrayValue message) throws Exception {
        return Receiver.entries(message).stream().map(Receiver::log).toList();
    }

    private static int unusedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aBatchIsOneMessage() throws Exception {
        try (Receiver receiver = receiver(); LogSink sink = driver.open(target(receiver.port()))) {
            assertEquals(new LogReceipt(3, 0), sink.append(lines("a", "b", "c")));
            ArrayValue message = receiver.next();
            assertEquals("0123456789ab", message.get(0).asStringValue().asString());
            assertEquals(List.of("a", "b", "c"), texts(message));
        }
    }

    @Test
    void aDestinationThatIsDownDelaysNoOpeningAndFailsBatches() throws Exception {
        int port = unusedPort();
        try (LogSink sink = driver.open(target(port))) {
            ServinException failure = assertThrows(ServinException.class, () -> sink.append(lines("a")));
            assertEquals(ErrorKind.UNAVAILABLE, failure.kind());
            assertEquals("log driver fluentd: dial tcp 127.0.0.1:" + port + ": connect: connection refused", failure.getMessage());
        }
    }

    /** The words are those of dockerd's failing start. */
    @Test
    void onlyWhoAsksForTheDestinationNeedsIt() throws Exception {
        int port = unusedPort();
        ServinException failure = assertThrows(ServinException.class, () -> driver.reach(target(port)));
        assertEquals("failed to initialize logging driver: dial tcp 127.0.0.1:" + port + ": connect: connection refused", failure.getMessage());
        driver.reach(target(port, "fluentd-async", "true"));
        try (Receiver receiver = receiver()) {
            driver.reach(target(receiver.port()));
        }
    }

    /** Between two batches the destination stops and starts again. */
    @Test
    void noticesAConnectionThatHasEnded() throws Exception {
        try (Receiver receiver = receiver(); LogSink sink = driver.open(target(receiver.port()))) {
            for (int i = 0; i < 50; i++) {
                sink.append(lines("line " + i));
                assertEquals(List.of("line " + i), texts(receiver.next()));
                receiver.hangUp();
            }
        }
    }

    @Test
    void waitsForTheAcknowledgement() throws Exception {
        CountDownLatch acknowledge = new CountDownLatch(1);
        Receiver.Answer late = (chunk, number) -> {
            try {
                acknowledge.await();
                return chunk;
            } catch (InterruptedException e) {
                return null;
            }
        };
        try (Receiver receiver = receiver().answers(late); LogSink sink = driver.open(target(receiver.port(), "fluentd-request-ack", "true"))) {
            CompletableFuture<LogReceipt> receipt = CompletableFuture.supplyAsync(() -> sink.append(lines("a")));
            assertEquals(List.of("a"), texts(receiver.next()));
            assertFalse(receipt.isDone());
            acknowledge.countDown();
            assertEquals(new LogReceipt(1, 0), receipt.get(30, TimeUnit.SECONDS));
        }
    }

    /** The engine sends the batch again on another sink. */
    @Test
    void aHalfOpenDestinationFailsABatchInTime() throws Exception {
        FluentdDriver hasty = new FluentdDriver(SSLContext::getDefault, SHORT);
        try (Receiver receiver = receiver().answers((chunk, number) -> number == 1 ? null : chunk)) {
            LogTarget target = target(receiver.port(), "fluentd-request-ack", "true");
            try (LogSink sink = hasty.open(target)) {
                ServinException failure = assertThrows(ServinException.class, () -> sink.append(lines("a")));
                assertEquals("log driver fluentd: tcp 127.0.0.1:" + receiver.port() + ": read: i/o timeout", failure.getMessage());
            }
            try (LogSink sink = hasty.open(target)) {
                assertEquals(new LogReceipt(1, 0), sink.append(lines("a")));
            }
            assertEquals(List.of("a"), texts(receiver.next()));
            assertEquals(List.of("a"), texts(receiver.next()));
        }
    }

    /** One that reads nothing: the kernel's buffers take only so much. */
    @Test
    void aDestinationThatReadsNothingFailsABatchInTime() throws Exception {
        FluentdDriver hasty = new FluentdDriver(SSLContext::getDefault, SHORT);
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress()); LogSink sink = hasty.open(target(deaf.getLocalPort()))) {
            List<LogRecord> large = lines("x".repeat(16 * 1024), "y".repeat(16 * 1024), "z".repeat(16 * 1024));
            ServinException failure = assertThrows(ServinException.class, () -> {
                while (true) {
                    sink.append(large);
                }
            });
            assertEquals("log driver fluentd: tcp 127.0.0.1:" + deaf.getLocalPort() + ": write: i/o timeout", failure.getMessage());
        }
    }

    @Test
    void waitsLongerForAMessageThatHasFailed() {
        assertEquals(List.of(10L, 20L, 40L, 40L), List.of(0, 1, 2, 1000).stream().map(failures -> Patience.USUAL.answer(failures).toSeconds()).toList());
    }

    @Test
    void endsWhenInterrupted() throws Exception {
        try (Receiver receiver = receiver().answers((chunk, number) -> null); LogSink sink = driver.open(target(receiver.port(), "fluentd-request-ack", "true"))) {
            CompletableFuture<ServinException> failure = new CompletableFuture<>();
            Thread thread = new Thread(() -> failure.complete(assertThrows(ServinException.class, () -> sink.append(lines("a")))));
            thread.start();
            receiver.next();
            thread.interrupt();
            assertEquals(ErrorKind.UNAVAILABLE, failure.get(5, TimeUnit.SECONDS).kind()); // half of what it would wait for
            thread.join();
        }
    }

    @Test
    void bufferLimitBoundsAMessageAndWhatComesAgain() throws Exception {
        FluentdDriver hasty = new FluentdDriver(SSLContext::getDefault, SHORT);
        try (Receiver receiver = receiver().answers((chunk, number) -> number == 2 ? null : chunk);
                LogSink sink = hasty.open(target(receiver.port(), "fluentd-request-ack", "true", "fluentd-buffer-limit", "2"))) {
            assertEquals(new LogReceipt(2, 0), sink.append(lines("a", "b", "c", "d", "e")));
            assertEquals(new LogReceipt(3, 0), sink.append(lines("c", "d", "e")));
            assertEquals(List.of("a", "b"), texts(receiver.next()));
            assertEquals(List.of("c", "d"), texts(receiver.next()));
            assertEquals(List.of("c", "d"), texts(receiver.next()));
            assertEquals(List.of("e"), texts(receiver.next()));
        }
    }

    @Test
    void givesAMessageUpAfterAsManyAttemptsAsItMayHave() throws Exception {
        int port = unusedPort();
        LogTarget target = target(port, "fluentd-max-retries", "3", "fluentd-buffer-limit", "2");
        List<LogRecord> batch = lines("a", "b", "c");
        for (int messages = 0; messages < 2; messages++) {
            for (int i = 0; i < 2; i++) {
                try (LogSink sink = driver.open(target)) {
                    assertThrows(ServinException.class, () -> sink.append(batch));
                }
            }
            try (LogSink sink = driver.open(target)) {
                assertEquals(new LogReceipt(2, 2), sink.append(batch));
            }
        }
    }

    @Test
    void retryWaitKeepsFromTrying() throws Exception {
        int port = unusedPort();
        LogTarget target = target(port, "fluentd-retry-wait", "1h");
        try (LogSink sink = driver.open(target)) {
            assertThrows(ServinException.class, () -> sink.append(lines("a")));
        }
        try (Receiver receiver = new Receiver(new ServerSocket(port, 50, InetAddress.getLoopbackAddress())); LogSink sink = driver.open(target)) {
            ServinException failure = assertThrows(ServinException.class, () -> sink.append(lines("a")));
            assertTrue(failure.getMessage().matches("log driver fluentd: the next attempt to reach tcp 127.0.0.1:" + port + " is in 3[56]\\d{5} ms"), failure.getMessage());
            assertFalse(receiver.hasMore());
            driver.remove(target);
            try (LogSink fresh = driver.open(target)) {
                assertEquals(new LogReceipt(1, 0), fresh.append(lines("a")));
            }
        }
    }

    /** A line in pieces keeps its name and count over a failure. */
    @Test
    void piecesAreCountedOverAFailure() throws Exception {
        LogRecord begin = new LogRecord(LogSource.STDOUT, 7, new byte[] {'a'}, false);
        LogRecord end = new LogRecord(LogSource.STDOUT, 8, new byte[] {'b'}, true);
        FluentdDriver hasty = new FluentdDriver(SSLContext::getDefault, SHORT);
        try (Receiver receiver = receiver().answers((chunk, number) -> number == 2 ? null : chunk)) {
            LogTarget target = target(receiver.port(), "fluentd-request-ack", "true");
            try (LogSink sink = hasty.open(target)) {
                sink.append(List.of(begin));
                assertThrows(ServinException.class, () -> sink.append(List.of(end)));
            }
            try (LogSink sink = hasty.open(target)) {
                sink.append(List.of(end));
            }
            String first = Receiver.entries(receiver.next()).get(0).toString();
            assertTrue(first.contains("\"partial_ordinal\":\"1\",\"partial_last\":\"false\""), first);
            receiver.next();
            String second = Receiver.entries(receiver.next()).get(0).toString();
            assertTrue(second.contains("\"partial_ordinal\":\"2\",\"partial_last\":\"true\""), second);
        }
    }

    @Test
    void anAnswerThatIsNoAcknowledgementFailsTheBatch() throws Exception {
        FluentdDriver hasty = new FluentdDriver(SSLContext::getDefault, SHORT);
        try (Receiver receiver = receiver().answers((chunk, number) -> "another"); LogSink sink = hasty.open(target(receiver.port(), "fluentd-request-ack", "true"))) {
            assertThrows(ServinException.class, () -> sink.append(lines("a")));
        }
    }

    @Test
    void speaksTlsWithWhomTheMachineTrusts(@TempDir Path folder) throws Exception {
        KeyStore keys = keys(folder, "dns:localhost");
        SSLContext trusting = trusting(keys);
        FluentdDriver tls = new FluentdDriver(() -> trusting, Patience.USUAL);
        try (Receiver receiver = new Receiver(serving(keys).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()))) {
            LogTarget target = target(0, "fluentd-address", "tcp+tls://localhost:" + receiver.port(), "fluentd-request-ack", "true");
            try (LogSink sink = tls.open(target)) {
                List<LogRecord> large = lines("x".repeat(100_000), "y".repeat(3));
                for (int i = 0; i < 20; i++) {
                    assertEquals(new LogReceipt(2, 0), sink.append(large));
                    assertEquals(100_000, texts(receiver.next()).get(0).length());
                }
                receiver.hangUp();
                assertEquals(new LogReceipt(1, 0), sink.append(lines("a")));
                assertEquals(List.of("a"), texts(receiver.next()));
            }
            LogTarget otherName = target(0, "fluentd-address", "tcp+tls://127.0.0.1:" + receiver.port());
            assertTrue(assertThrows(ServinException.class, () -> tls.reach(otherName)).getMessage().contains("dial tcp+tls 127.0.0.1:" + receiver.port()));
            ServinException untrusted = assertThrows(ServinException.class, () -> driver.reach(target));
            assertTrue(untrusted.getMessage().contains("unable to find valid certification path"), untrusted.getMessage());
        }
    }

    /** As TLS 1.2 allows a server at any time: here while it is waited for, and before the next message. */
    @Test
    void agreesOnKeysAnewWhenTheServerWants(@TempDir Path folder) throws Exception {
        KeyStore keys = keys(folder, "dns:localhost");
        SSLContext trusting = trusting(keys);
        FluentdDriver tls = new FluentdDriver(() -> trusting, Patience.USUAL);
        SSLServerSocket server = (SSLServerSocket) serving(keys).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setEnabledProtocols(new String[] {"TLSv1.2"});
        try (Receiver receiver = new Receiver(server).whenReceived(client -> ((SSLSocket) client).startHandshake())) {
            LogTarget target = target(0, "fluentd-address", "tcp+tls://localhost:" + receiver.port(), "fluentd-request-ack", "true");
            try (LogSink sink = tls.open(target)) {
                for (int i = 0; i < 5; i++) {
                    assertEquals(new LogReceipt(1, 0), sink.append(lines("line " + i)));
                    assertEquals(List.of("line " + i), texts(receiver.next()));
                }
                receiver.hangUp();
                assertEquals(new LogReceipt(1, 0), sink.append(lines("after its goodbye")));
                assertEquals(List.of("after its goodbye"), texts(receiver.next()));
            }
            assertFalse(receiver.hasMore(), "something came twice");
        }
    }

    private static KeyStore keys(Path folder, String name) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(), "-genkeypair", "-alias", "k", "-keyalg", "EC", "-dname", "CN=test", "-ext",
                "san=" + name, "-storetype", "PKCS12", "-storepass", "secret", "-keystore", file.toString()).inheritIO().start();
        assertEquals(0, keytool.waitFor());
        return KeyStore.getInstance(file.toFile(), "secret".toCharArray());
    }

    private static SSLContext serving(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext trusting(KeyStore keys) throws Exception {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("ca", keys.getCertificate("k"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
