package org.servin.core.internal.network;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.servin.linux.ErrnoException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Rcode;

/** Queries over TCP, which are rare: answers that are too long for UDP. A few threads, each with one connection. */
final class TcpQueries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpQueries.class);
    private static final int MOST_AT_ONCE = 16;
    private static final int IDLE_MILLIS = 10_000;
    private static final int PATIENCE_MILLIS = 4_000;

    private final Upstreams upstreams;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(0, MOST_AT_ONCE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
        Thread thread = new Thread(work, "servin-dns-tcp");
        thread.setDaemon(true);
        return thread;
    });

    TcpQueries(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    /** Takes a connection over. With too many of them it is closed. */
    void serve(LiveContainer container, SocketChannel client) {
        try {
            threads.execute(() -> converse(container, client));
        } catch (RejectedExecutionException e) {
            NameServer.closeQuietly(client);
        }
    }

    private void converse(LiveContainer container, SocketChannel channel) {
        try (Socket client = channel.socket()) {
            client.setSoTimeout(IDLE_MILLIS);
            DataInputStream in = new DataInputStream(client.getInputStream());
            while (true) {
                byte[] query = read(in);
                Optional<byte[]> known = NameTable.answer(container, query, false);
                byte[] reply = known.isPresent() ? known.get() : ask(container, query);
                if (reply.length == 0) {
                    return;
                }
                write(client.getOutputStream(), reply);
            }
        } catch (EOFException e) {
            LOG.trace("a client closed its connection", e);
        } catch (IOException e) {
            LOG.debug("a name server's connection failed", e);
        }
    }

    private byte[] ask(LiveContainer container, byte[] query) {
        for (InetSocketAddress server : upstreams.of(container)) {
            try (SocketChannel channel = upstreams.open(container, TcpQueries::channel); Socket socket = channel.socket()) {
                socket.connect(server, PATIENCE_MILLIS);
                socket.setSoTimeout(PATIENCE_MILLIS);
                write(socket.getOutputStream(), query);
                return read(new DataInputStream(socket.getInputStream()));
            } catch (IOException | UncheckedIOException | ErrnoException e) {
                LOG.debug("name server {} cannot be asked by TCP", server, e);
            }
        }
        return NameReplies.failure(query, Rcode.SERVFAIL);
    }

    private static SocketChannel channel() {
        try {
            return SocketChannel.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return message;
    }

    private static void write(OutputStream out, byte[] message) throws IOException {
        byte[] framed = new byte[message.length + 2];
        framed[0] = (byte) (message.length >> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        out.write(framed);
        out.flush();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
