package org.servin.log.gelf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.servin.log.socket.Reconnection;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

/** Against the JDK's own sockets. */
class GelfDriverTest {
    private final GelfDriver driver = new GelfDriver();

    private static LogTarget target(Map<String, String> options) {
        return new LogTarget("0123456789abcdef", "box", "sha256:0", "busybox", List.of("true"), List.of(), Map.of(), 0, options, Path.of("/nonexistent"));
    }

    private static List<LogRecord> batch(String text) {
        return List.of(new LogRecord(LogSource.STDOUT, 0, text.getBytes(StandardCharsets.UTF_8), true));
    }

    /** Takes one connection and reads one message. */
    private static CompletableFuture<String> message(ServerSocket server) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket peer = server.accept()) {
                StringBuilder text = new StringBuilder();
                for (int b = peer.getInputStream().read(); b > 0; b = peer.getInputStream().read()) {
                    text.append((char) b);
                }
                return text.toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void connectsAgainAsOftenAsAsked() throws Exception {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        try (LogSink sink = driver.open(target(Map.of("gelf-address", "tcp://127.0.0.1:" + server.getLocalPort(), "gelf-tcp-max-reconnect", "2", "gelf-tcp-reconnect-delay", "0")))) {
            for (String text : List.of("first", "second")) {
                CompletableFuture<String> message = message(server);
                assertEquals(new LogReceipt(1, 0), sink.append(batch(text)));
                assertTrue(message.get().contains("\"short_message\":\"" + text + "\""));
            }
            server.close();
            assertEquals(ErrorKind.UNAVAILABLE, assertThrows(ServinException.class, () -> sink.append(batch("third"))).kind());
        }
    }

    @Test
    void connectsAgainForTenSecondsAtMost() {
        assertEquals(new Reconnection(3, 1000), Reconnection.bounded(3, 1000));
        assertEquals(new Reconnection(10, 1000), Reconnection.bounded(1000, 1000));
        assertEquals(new Reconnection(1, 10_000), Reconnection.bounded(5, 60_000));
        assertEquals(new Reconnection(0, 1000), Reconnection.bounded(0, 1000));
        assertEquals(new Reconnection(5, 0), Reconnection.bounded(5, 0));
    }

    @Test
    void datagrams() throws IOException {
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                LogSink sink = driver.open(target(Map.of("gelf-address", "udp://127.0.0.1:" + server.getLocalPort(), "gelf-compression-type", "none")))) {
            assertEquals(new LogReceipt(1, 0), sink.append(batch("text")));
            DatagramPacket packet = new DatagramPacket(new byte[1000], 1000);
            server.receive(packet);
            assertTrue(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).contains("\"short_message\":\"text\""));
        }
    }

    @Test
    void saysAsDockerdThatNobodyListens() throws IOException {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        LogTarget target = target(Map.of("gelf-address", "tcp://127.0.0.1:" + server.getLocalPort()));
        driver.reach(target);
        server.close();
        ServinException failure = assertThrows(ServinException.class, () -> driver.reach(target));
        assertEquals(ErrorKind.UNAVAILABLE, failure.kind());
        String place = "127.0.0.1:" + server.getLocalPort();
        assertEquals("failed to initialize logging driver: gelf: cannot connect to GELF endpoint: " + place + " dial tcp " + place + ": connect: connection refused", failure.getMessage());
    }
}
