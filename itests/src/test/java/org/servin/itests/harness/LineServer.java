package org.servin.itests.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A destination of logs that takes lines over unix stream sockets, as a syslog daemon does, and that can be down, or up but not reading. */
public final class LineServer implements AutoCloseable {
    private final Path folder;
    /** What came of each connection, in the order in which they were made: of two that are read at once one may have been killed with much on its way. */
    private final List<ByteArrayOutputStream> taken = new ArrayList<>();
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private ServerSocketChannel server;
    private boolean reading = true;

    /** A server that is down. */
    public LineServer() {
        try {
            folder = Files.createTempDirectory("servin-lines");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The socket's path. */
    public Path socket() {
        return folder.resolve("socket");
    }

    /** Comes up. */
    public synchronized LineServer up() {
        try {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServerSocketChannel accepting = server;
        begin(() -> {
            while (true) {
                SocketChannel connection = accepting.accept();
                connections.add(connection);
                ByteArrayOutputStream of = new ByteArrayOutputStream();
                synchronized (this) {
                    taken.add(of);
                }
                begin(() -> read(connection, of));
            }
        });
        return this;
    }

    /** Goes on to accept connections, but reads nothing from them. */
    public synchronized LineServer deaf() {
        reading = false;
        return this;
    }

    /** Reads again. */
    public synchronized void listen() {
        reading = true;
        notifyAll();
    }

    /** Goes down; what was sent and not read is lost. */
    public synchronized void down() {
        try {
            server.close();
            for (SocketChannel connection : connections) {
                connection.close();
            }
            Files.deleteIfExists(socket());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.clear();
    }

    /** All whole lines so far, connection by connection, without what syslog writes before the text. */
    public List<String> texts() {
        return textsOfConnections().stream().flatMap(List::stream).toList();
    }

    /** The same, each connection's apart. */
    public List<List<String>> textsOfConnections() {
        List<String> all;
        synchronized (this) {
            all = taken.stream().map(of -> of.toString(StandardCharsets.UTF_8)).toList();
        }
        return all.stream().map(of -> of.substring(0, of.lastIndexOf('\n') + 1).lines().map(line -> line.substring(line.indexOf("]: ") + 3)).toList()).toList();
    }

    /** How many bytes came. */
    public synchronized int size() {
        return taken.stream().mapToInt(ByteArrayOutputStream::size).sum();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void begin(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (ClosedChannelException down) {
                // as it was told
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "line server");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(SocketChannel connection, ByteArrayOutputStream of) throws IOException, InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (true) {
            synchronized (this) {
                while (!reading) {
                    wait();
                }
            }
            buffer.clear();
            int n = connection.read(buffer);
            if (n < 0) {
                connection.close();
                connections.remove(connection);
                return;
            }
            synchronized (this) {
                of.write(buffer.array(), 0, n);
            }
        }
    }

    @Override
    public void close() {
        listen();
        if (Files.exists(socket())) {
            down();
        }
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
