package org.servin.image.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ServerSocketFactory;

/** A proxy on loopback that leads everybody to one place, wherever they want to go; stands in for those of companies. */
final class FakeProxy implements AutoCloseable {
    private static final int VERSION = 5;
    private static final int NAME = 3;
    private final ServerSocket server;
    private final int target;
    private final boolean socks;
    private final ExecutorService workers = Executors.newCachedThreadPool();
    /** What clients asked a SOCKS proxy for: who they are, and where they want to go. */
    final List<String> log = new CopyOnWriteArrayList<>();

    /** Leads to a port of loopback; SOCKS with a password (RFC 1928, 1929), or else what the sockets of the factory bring, byte for byte. */
    FakeProxy(ServerSocketFactory sockets, String target, boolean socks) throws IOException {
        server = sockets.createServerSocket(0, 0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        this.target = Integer.parseInt(target.replaceFirst(".*:", ""));
        this.socks = socks;
        workers.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                workers.execute(() -> serve(client));
            } catch (IOException e) {
                log.add("closed");
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client; Socket behind = new Socket(server.getInetAddress(), target)) {
            if (socks) {
                greet(new DataInputStream(client.getInputStream()), client.getOutputStream());
            }
            workers.execute(() -> pump(client, behind));
            behind.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            log.add("connection ended: " + e.getMessage());
        }
    }

    private void pump(Socket client, Socket behind) {
        try {
            client.getInputStream().transferTo(behind.getOutputStream());
            behind.shutdownOutput();
        } catch (IOException e) {
            log.add("connection ended: " + e.getMessage());
        }
    }

    private void greet(DataInputStream in, OutputStream out) throws IOException {
        in.readByte();
        in.readNBytes(in.readUnsignedByte());
        out.write(new byte[] {VERSION, 2});
        in.readByte();
        String user = text(in);
        log.add(user + ":" + text(in));
        out.write(new byte[] {1, 0});
        in.readNBytes(3);
        String host = in.readByte() == NAME ? text(in) : InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
        log.add(host + ":" + in.readUnsignedShort());
        out.write(new byte[] {VERSION, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readNBytes(in.read()), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        server.close();
        workers.shutdownNow();
    }
}
