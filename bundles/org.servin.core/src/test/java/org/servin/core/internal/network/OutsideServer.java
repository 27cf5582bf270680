package org.servin.core.internal.network;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/** A name server on port 53 of 127.0.0.1 whose answers do not fit into UDP. */
final class OutsideServer implements AutoCloseable {
    private final AtomicInteger asked = new AtomicInteger();
    private final DatagramSocket udp;
    private final ServerSocket tcp;

    OutsideServer() {
        try {
            InetAddress here = InetAddress.getByName("127.0.0.1");
            udp = new DatagramSocket(53, here);
            tcp = new ServerSocket(53, 5, here);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::serveUdp);
        start(this::serveTcp);
    }

    private interface Loop {
        void once() throws IOException;
    }

    private static void start(Loop loop) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    loop.once();
                }
            } catch (IOException e) {
                // closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    int asked() {
        return asked.get();
    }

    private void serveUdp() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        udp.receive(packet);
        byte[] reply = reply(Arrays.copyOf(packet.getData(), packet.getLength()), true);
        udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
    }

    private void serveTcp() throws IOException {
        try (Socket client = tcp.accept()) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            byte[] reply = reply(in.readNBytes(in.readUnsignedShort()), false);
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            out.writeShort(reply.length);
            out.write(reply);
        }
    }

    private byte[] reply(byte[] query, boolean cut) throws IOException {
        asked.incrementAndGet();
        Message question = new Message(query);
        Message reply = new Message(question.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(question.getQuestion(), Section.QUESTION);
        if (cut) {
            reply.getHeader().setFlag(Flags.TC);
        } else {
            reply.addRecord(new ARecord(question.getQuestion().getName(), DClass.IN, 60, InetAddress.getByName("192.0.2.7")), Section.ANSWER);
        }
        return reply.toWire();
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
