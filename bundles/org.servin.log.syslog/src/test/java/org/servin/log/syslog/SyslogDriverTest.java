package org.servin.log.syslog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.linux.socket.MessageBuffer;
import org.servin.linux.socket.MessageOutput;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;
import org.servin.tck.log.StreamListener;

/** Against the JDK's own sockets; real servers are in the end-to-end tests. */
class SyslogDriverTest {
    private final SyslogDriver driver = new SyslogDriver();

    private static LogTarget target(String address) {
        return new LogTarget("0123456789abcdef", "box", "sha256:0", "busybox", List.of("true"), List.of(), Map.of(), 0, Map.of("syslog-address", address), Path.of("/nonexistent"));
    }

    private static ServerSocket tcp(int port) throws IOException {
        return new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
    }

    private static LogTarget targetOf(ServerSocket server) {
        return target("tcp://127.0.0.1:" + server.getLocalPort());
    }

    private static List<LogRecord> batch(String... texts) {
        List<LogRecord> batch = new ArrayList<>();
        for (String text : texts) {
            batch.add(new LogRecord(LogSource.STDOUT, 0, text.getBytes(StandardCharsets.UTF_8), true));
        }
        return batch;
    }

    private static CompletableFuture<List<String>> accepted(ServerSocket server, int lines) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket peer = server.accept(); BufferedReader reader = new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8))) {
                List<String> texts = new ArrayList<>();
                for (int i = 0; i < lines; i++) {
                    texts.add(reader.readLine().replaceFirst(".*: ", ""));
                }
                return texts;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void unavailable(String said, Runnable call) {
        ServinException failure = assertThrows(ServinException.class, call::run);
        assertEquals(ErrorKind.UNAVAILABLE, failure.kind());
        assertTrue(failure.getMessage().contains(said), failure.getMessage());
    }

    @Test
    void connectsWithTheFirstBatchAndFailsOnceThatIsLost() throws Exception {
        try (ServerSocket server = tcp(0); LogSink sink = driver.open(targetOf(server))) {
            CompletableFuture<List<String>> lines = accepted(server, 2);
            assertEquals(new LogReceipt(3, 0), sink.append(batch("a", "", "b")));
            assertEquals(List.of("a", "b"), lines.get());
            unavailable("the other side has ended the connection", () -> sink.append(batch("c")));
            try (LogSink next = driver.open(targetOf(server))) {
                CompletableFuture<List<String>> later = accepted(server, 1);
                next.append(batch("c"));
                assertEquals(List.of("c"), later.get());
            }
        }
    }

    @Test
    void openingNeedsNobodyButReachingDoes() throws IOException {
        ServerSocket server = tcp(0);
        driver.reach(targetOf(server));
        server.close();
        try (LogSink sink = driver.open(targetOf(server))) {
            unavailable("dial tcp 127.0.0.1:" + server.getLocalPort() + ": connect: connection refused", () -> sink.append(batch("a")));
        }
        unavailable("failed to initialize logging driver: dial tcp 127.0.0.1:" + server.getLocalPort() + ": connect: connection refused", () -> driver.reach(targetOf(server)));
        unavailable("failed to initialize logging driver: dial unix /nonexistent: connect: no such file or directory", () -> driver.reach(target("unix:///nonexistent")));
    }

    @Test
    void datagramsThatAreTooLongAreRefused() throws IOException {
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                LogSink sink = driver.open(target("udp://127.0.0.1:" + server.getLocalPort()))) {
            assertEquals(new LogReceipt(3, 1), sink.append(batch("a", "x".repeat(70_000), "b")));
            for (String text : List.of("a", "b")) {
                DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                server.receive(packet);
                assertTrue(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).endsWith(": " + text + "\n"));
            }
        }
    }

    /** As dockerd: at each place datagrams first, and then connections. */
    @Test
    void findsTheMachinesOwn(@TempDir Path folder) {
        List<Path> places = List.of(folder.resolve("none"), folder.resolve("stream"));
        SyslogDestination destination = new SyslogDestination(SyslogOptions.of(Map.of()), places);
        unavailable("Unix syslog delivery error", destination::connect);
        try (StreamListener listener = StreamListener.unix(places.get(1)); MessageOutput output = destination.connect()) {
            MessageBuffer buffer = new MessageBuffer();
            buffer.put('x').endMessage();
            assertEquals(1, output.send(buffer));
            while (listener.received().length == 0) {
                Thread.onSpinWait();
            }
            assertArrayEquals(new byte[] {'x'}, listener.received());
        }
    }

    @Test
    void keepsNothingHere() {
        assertTrue(driver.path(target("udp://127.0.0.1")).isEmpty());
        try (LogSink sink = driver.open(target("udp://127.0.0.1"))) {
            assertEquals("", sink.mark());
        }
        assertTrue(driver.probe().isUsable());
        assertEquals(SyslogOptions.NAMES, driver.options());
    }
}
