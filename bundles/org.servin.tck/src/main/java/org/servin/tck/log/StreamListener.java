package org.servin.tck.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes connections and whatever comes by them, for destinations of drivers that send and are not answered: {@link LogDestination#received} makes records of the bytes. Thread-safe.
 */
public final class StreamListener implements AutoCloseable {
    /** How its threads' names begin. */
    public static final String THREADS = "stream-listener";
    private static final int BUFFER = 64 * 1024;

    private final List<ByteArrayOutputStream> received = new ArrayList<>();
    private final List<SocketChannel> open = new ArrayList<>();
    private SocketAddress address;
    private ServerSocketChannel server;
    private Thread acceptor;
    private boolean stalled;

    private StreamListener(SocketAddress address) {
        this.address = address;
        start();
    }

    /** Listens at a port of this machine. */
    public static StreamListener tcp() {
        return new StreamListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Listens at a path. */
    public static StreamListener unix(Path path) {
        return new StreamListener(UnixDomainSocketAddress.of(path));
    }

    /** Its port. */
    public synchronized int port() {
        return ((InetSocketAddress) address).getPort();
    }

    /** All that has come, connection by connection. */
    public synchronized byte[] received() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        received.forEach(bytes -> all.writeBytes(bytes.toByteArray()));
        return all.toByteArray();
    }

    /** Takes connections, again. */
    public void start() {
        stop();
        listen();
    }

    private synchronized void listen() {
        try {
            if (address instanceof UnixDomainSocketAddress path) {
                Files.deleteIfExists(path.getPath());
                server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(path);
            } else {
                server = ServerSocketChannel.open().setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
                address = server.getLocalAddress();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServerSocketChannel listening = server;
        acceptor = run("accept", () -> {
            while (true) {
                accepted(listening.accept());
            }
        });
    }

    private synchronized void accepted(SocketChannel connection) {
        open.add(connection);
        if (!stalled) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            received.add(bytes);
            run("read", () -> read(connection, bytes));
        }
    }

    private void read(SocketChannel connection, ByteArrayOutputStream to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (connection) {
            while (connection.read(buffer) >= 0) {
                synchronized (this) {
                    to.write(buffer.array(), 0, buffer.position());
                }
                buffer.clear();
            }
        }
    }

    /** Takes connections and reads nothing, until {@link #start}. */
    public void stall() {
        stop();
        synchronized (this) {
            stalled = true;
        }
        listen();
    }

    /** Ends all connections, and takes no more until {@link #start}. */
    public void stop() {
        Thread accepting = end();
        try {
            if (accepting != null) {
                accepting.join(); // until then the kernel goes on listening
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private synchronized Thread end() {
        stalled = false;
        try {
            if (server != null) {
                server.close();
            }
            for (SocketChannel connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.clear();
        return acceptor;
    }

    @Override
    public void close() {
        stop();
    }

    /** What a thread does until its channel is closed. */
    private interface Loop {
        void run() throws IOException;
    }

    private static Thread run(String what, Loop loop) {
        Thread thread = new Thread(() -> {
            try {
                loop.run();
            } catch (IOException closed) { // by us or by the other side: either way it ends here
                Thread.currentThread().interrupt();
            }
        }, THREADS + "-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
