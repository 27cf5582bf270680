package org.servin.linux.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InheritedSocketTest {
    @TempDir
    Path folder;

    @Test
    void thoseOfThisProcessAreFoundByNumberAndName() throws IOException {
        Map<String, String> environment = Map.of("LISTEN_PID", "7", "LISTEN_FDS", "3", "LISTEN_FDNAMES", "api::tls");
        assertEquals(List.of(new InheritedSocket(3, "api"), new InheritedSocket(4, "unknown"), new InheritedSocket(5, "tls")), InheritedSocket.all(environment, 7));
        assertEquals(List.of(), InheritedSocket.all(environment, 8));
        assertEquals(List.of(), InheritedSocket.all(Map.of(), 7));
        assertEquals(List.of(new InheritedSocket(3, "unknown")), InheritedSocket.all(Map.of("LISTEN_PID", "7", "LISTEN_FDS", "1"), 7));
        assertThrows(IOException.class, () -> InheritedSocket.all(Map.of("LISTEN_PID", "7", "LISTEN_FDS", "-1"), 7));
        assertThrows(IOException.class, () -> InheritedSocket.all(Map.of("LISTEN_PID", "7", "LISTEN_FDS", "2000000000"), 7));
        assertThrows(IOException.class, () -> InheritedSocket.all(Map.of("LISTEN_PID", "7", "LISTEN_FDS", "x"), 7));
    }

    @Test
    void unixSocketsAreAdopted() throws IOException {
        Path path = folder.resolve("s");
        try (ServerSocketChannel given = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path))) {
            answers(given, UnixDomainSocketAddress.of(path));
            assertTrue(Files.exists(path));
        }
    }

    @Test
    void internetSocketsAreAdopted() throws IOException {
        for (String host : List.of("127.0.0.1", "::1")) {
            try (ServerSocketChannel given = ServerSocketChannel.open().bind(new InetSocketAddress(host, 0))) {
                answers(given, given.getLocalAddress());
            }
        }
    }

    /** Twice, since whoever listens may be replaced. */
    private static void answers(ServerSocketChannel given, SocketAddress address) throws IOException {
        for (int i = 0; i < 2; i++) {
            try (SocketChannel client = SocketChannel.open(address)) { // waits in the queue
                InheritedSocket.Adopted adopted = adopt(given);
                assertEquals(address, adopted.address());
                try (ServerSocketChannel channel = adopted.channel(); SocketChannel accepted = channel.accept()) {
                    accepted.write(ByteBuffer.wrap(new byte[] {7}));
                    ByteBuffer got = ByteBuffer.allocate(2);
                    assertEquals(1, client.read(got));
                    assertEquals(7, got.get(0));
                }
            }
        }
    }

    private static InheritedSocket.Adopted adopt(ServerSocketChannel given) throws IOException {
        return new InheritedSocket(ChannelDescriptor.of(given), "x").adopt();
    }

    @Test
    void whatDoesNotListenIsRefused() throws IOException {
        assertThrows(IOException.class, () -> new InheritedSocket(1_000_000, "x").adopt());
        try (ServerSocketChannel given = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                SocketChannel connection = SocketChannel.open(given.getLocalAddress())) {
            String message = assertThrows(IOException.class, () -> new InheritedSocket(ChannelDescriptor.of(connection), "api").adopt()).getMessage();
            assertTrue(message.endsWith(" (api) is not a stream socket that listens"), message);
        }
    }
}
