package org.servin.linux.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.socket.ClientSocket.Kind;

/** Against the JDK's own sockets, by UDP; those of this machine, which the JDK has not, are in the end-to-end tests. */
class MessageDatagramsTest {
    private static final int MILLIS = 5_000;

    private static DatagramSocket server() throws SocketException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static MessageDatagrams to(DatagramSocket server) {
        return new MessageDatagrams(ClientSocket.connect(Kind.DATAGRAM, server.getLocalAddress(), server.getLocalPort(), MILLIS), false, MILLIS);
    }

    private static String receive(DatagramSocket server) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        server.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    private static MessageBuffer batch(String... texts) {
        MessageBuffer buffer = new MessageBuffer();
        for (String text : texts) {
            buffer.put(text.getBytes(StandardCharsets.US_ASCII)).endMessage();
            buffer.endRecord();
        }
        return buffer;
    }

    @Test
    void eachMessageIsADatagram() throws IOException {
        try (DatagramSocket server = server(); MessageDatagrams datagrams = to(server)) {
            assertEquals(3, datagrams.send(batch("a", "bc", "def")));
            assertEquals(0, datagrams.send(batch()));
            assertEquals("a", receive(server));
            assertEquals("bc", receive(server));
            assertEquals("def", receive(server));
        }
    }

    @Test
    void whatIsTooLongIsRefusedAndTheRestIsSent() throws IOException {
        try (DatagramSocket server = server(); MessageDatagrams datagrams = to(server)) {
            MessageBuffer batch = batch("a", "x".repeat(70_000), "b");
            assertEquals(3, datagrams.send(batch));
            assertEquals(1, batch.refusedIn(3));
            assertEquals(0, batch.refusedIn(1));
            assertEquals("a", receive(server));
            assertEquals("b", receive(server));
        }
    }

    @Test
    void nobodyReceives() throws IOException {
        DatagramSocket server = server();
        try (MessageDatagrams datagrams = to(server)) {
            server.close();
            assertTrue(assertThrows(ErrnoException.class, () -> datagrams.send(batch("a"))).is(Errno.ECONNREFUSED));
        }
    }

    @Test
    void recordsOfSeveralMessagesAndOfNone() {
        MessageBuffer buffer = new MessageBuffer();
        buffer.endRecord();
        buffer.put('a').endMessage();
        buffer.put('b').endMessage();
        buffer.endRecord();
        buffer.refuseRecord();
        buffer.put('c').endMessage();
        buffer.endRecord();
        assertEquals(1, buffer.recordsIn(0));
        assertEquals(1, buffer.recordsIn(1));
        assertEquals(3, buffer.recordsIn(2));
        assertEquals(4, buffer.recordsIn(3));
        assertEquals(0, buffer.refusedIn(2));
        assertEquals(1, buffer.refusedIn(4));
        buffer.refuse(1);
        assertEquals(1, buffer.refusedIn(2));
    }
}
