package org.servin.linux.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.socket.ClientSocket.Kind;

/** Against the JDK's own sockets. */
class MessageStreamTest {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int LONG = 20_000;
    private static final int SHORT = 100;
    @TempDir
    Path folder;

    /** A listener, and the way to it. */
    private record Server(ServerSocketChannel channel, Connector connector) implements AutoCloseable {
        MessageStream connect(int patienceMillis) {
            return new MessageStream(connector.connect(), patienceMillis);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Connects to it. */
    private interface Connector {
        ClientSocket connect();
    }

    private static Server tcp() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        return new Server(channel, () -> ClientSocket.connect(Kind.STREAM, InetAddress.getLoopbackAddress(), port, CONNECT_MILLIS));
    }

    private Server unix() throws IOException {
        Path path = folder.resolve("socket");
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
        return new Server(channel, () -> ClientSocket.connect(Kind.STREAM, path, CONNECT_MILLIS));
    }

    private static MessageBuffer batch(int first, int count, int size) {
        MessageBuffer buffer = new MessageBuffer();
        for (int i = first; i < first + count; i++) {
            buffer.putDigits(i, size - 1).put('\n').endMessage();
            buffer.endRecord();
        }
        return buffer;
    }

    private static String read(SocketChannel from, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining() && from.read(buffer) >= 0) {
            continue;
        }
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
    }

    private static String text(MessageBuffer batch) {
        return new String(batch.bytes(), 0, batch.length(), StandardCharsets.US_ASCII);
    }

    private static CompletableFuture<String> reading(SocketChannel from, int bytes) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return read(from, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void everythingArrives(Server server) throws Exception {
        try (server; MessageStream stream = server.connect(LONG); SocketChannel peer = server.channel().accept()) {
            for (int i = 0; i < 50; i++) {
                MessageBuffer batch = batch(i * 1000, 1000, 100);
                CompletableFuture<String> read = reading(peer, batch.length());
                assertEquals(1000, stream.send(batch));
                assertEquals(text(batch), read.get());
            }
        }
    }

    @Test
    void everythingArrivesByTcp() throws Exception {
        everythingArrives(tcp());
    }

    @Test
    void everythingArrivesByASocketOfThisMachine() throws Exception {
        everythingArrives(unix());
    }

    @Test
    void aSocketOfThisMachineCountsWhatWasRead() throws Exception {
        try (Server server = unix(); MessageStream stream = server.connect(SHORT); SocketChannel peer = server.channel().accept()) {
            assertEquals(0, stream.send(batch(0, 10, 100)));
            CompletableFuture<String> read = reading(peer, 1000);
            assertEquals(10, sendUntilTaken(stream, batch(0, 10, 100)));
            assertEquals(text(batch(0, 10, 100)), read.get());
        }
    }

    private static int sendUntilTaken(MessageStream stream, MessageBuffer batch) {
        int taken;
        do {
            taken = stream.send(batch);
        } while (taken == 0);
        return taken;
    }

    private static void aStalledReaderIsWaitedForAndGetsNothingTwice(Server server) throws Exception {
        try (server; MessageStream stream = server.connect(SHORT); SocketChannel peer = server.channel().accept()) {
            int sent = 0;
            int taken;
            do { // until the kernel's buffers are full, and a message is torn
                taken = stream.send(batch(sent, 1000, 1013));
                sent += taken;
            } while (taken == 1000);
            assertTrue(taken < 1000);
            int total = sent + 3000;
            CompletableFuture<String> read = reading(peer, total * 1013);
            while (sent < total) {
                sent += stream.send(batch(sent, Math.min(1000, total - sent), 1013));
            }
            assertEquals(text(batch(0, total, 1013)), read.get());
        }
    }

    @Test
    void aStalledReaderByTcpIsWaitedFor() throws Exception {
        aStalledReaderIsWaitedForAndGetsNothingTwice(tcp());
    }

    @Test
    void aStalledReaderOnThisMachineIsWaitedFor() throws Exception {
        aStalledReaderIsWaitedForAndGetsNothingTwice(unix());
    }

    @Test
    void aMessageThatWasTornIsEndedBeforeOthersFollow() throws Exception {
        try (Server server = tcp(); MessageStream stream = server.connect(SHORT); SocketChannel peer = server.channel().accept()) {
            int sent = 0;
            int taken;
            do {
                taken = stream.send(batch(sent, 1000, 1013));
                sent += taken;
            } while (taken == 1000);
            CompletableFuture<List<String>> read = CompletableFuture.supplyAsync(() -> linesUpTo("the other", peer));
            MessageBuffer other = new MessageBuffer();
            other.put("the other\n".getBytes(StandardCharsets.US_ASCII)).endMessage();
            assertEquals(1, sendUntilTaken(stream, other));
            List<String> lines = read.get();
            assertEquals("the other", lines.get(lines.size() - 1));
            assertTrue(lines.stream().limit(lines.size() - 1).allMatch(line -> line.length() == 1012));
        }
    }

    private static List<String> linesUpTo(String last, SocketChannel from) {
        BufferedReader reader = new BufferedReader(Channels.newReader(from, StandardCharsets.US_ASCII));
        List<String> lines = new ArrayList<>();
        try {
            do {
                lines.add(reader.readLine());
            } while (!last.equals(lines.get(lines.size() - 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private static void aPeerThatLeftIsNoticed(Server server) throws Exception {
        try (server; MessageStream stream = server.connect(LONG)) {
            try (SocketChannel peer = server.channel().accept()) {
                CompletableFuture<String> read = reading(peer, 10);
                assertEquals(1, stream.send(batch(0, 1, 10)));
                read.get();
            }
            assertTrue(assertThrows(ErrnoException.class, () -> stream.send(batch(1, 1, 10))).is(Errno.EPIPE));
        }
    }

    @Test
    void aPeerThatLeftIsNoticedBeforeAnythingCounts() throws Exception {
        aPeerThatLeftIsNoticed(tcp());
        aPeerThatLeftIsNoticed(unix());
    }

    @Test
    void whatAPeerLeavesUnreadIsAFailure() throws Exception {
        try (Server server = unix(); MessageStream stream = server.connect(LONG)) {
            SocketChannel peer = server.channel().accept();
            CompletableFuture<ErrnoException> failure = CompletableFuture.supplyAsync(() -> assertThrows(ErrnoException.class, () -> stream.send(batch(0, 10, 100))));
            read(peer, 500);
            peer.close();
            failure.get();
        }
    }

    /** And nothing is sent twice by that. */
    @Test
    void interruptionEndsAWait() throws Exception {
        try (Server server = unix(); MessageStream stream = server.connect(LONG); SocketChannel peer = server.channel().accept()) {
            CompletableFuture<Integer> taken = new CompletableFuture<>();
            Thread sender = new Thread(() -> taken.complete(stream.send(batch(0, 10, 100))));
            sender.start();
            sender.interrupt();
            assertEquals(0, taken.get());
            sender.join();
            CompletableFuture<String> read = reading(peer, 2000);
            assertEquals(20, stream.send(batch(0, 20, 100)));
            assertEquals(text(batch(0, 20, 100)), read.get());
        }
    }

    @Test
    void aClosedOneSendsNothing() throws Exception {
        try (Server server = tcp()) {
            MessageStream stream = server.connect(LONG);
            stream.close();
            stream.close();
            assertTrue(assertThrows(ErrnoException.class, () -> stream.send(batch(0, 1, 10))).is(Errno.EBADF));
        }
    }

    @Test
    void nobodyListens() throws IOException {
        Server server = tcp();
        server.close();
        assertTrue(assertThrows(ErrnoException.class, () -> server.connect(LONG)).is(Errno.ECONNREFUSED));
        assertTrue(assertThrows(ErrnoException.class, () -> ClientSocket.connect(Kind.STREAM, folder.resolve("none"), CONNECT_MILLIS)).is(Errno.ENOENT));
        assertTrue(assertThrows(ErrnoException.class, () -> ClientSocket.connect(Kind.STREAM, Path.of("/" + "x".repeat(200)), CONNECT_MILLIS)).is(Errno.ENAMETOOLONG));
    }
}
