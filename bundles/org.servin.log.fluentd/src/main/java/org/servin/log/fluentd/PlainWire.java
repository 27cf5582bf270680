package org.servin.log.fluentd;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** A stream of bytes over TCP or a socket of this machine. */
final class PlainWire implements Wire {
    /** Java copies what is written at once outside its heap, and keeps that memory for the thread. */
    private static final int MOST_AT_ONCE = 64 * 1024;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private PlainWire(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        this.selector = Selector.open();
        this.key = channel.register(selector, 0);
    }

    /** Connects. */
    static PlainWire connect(SocketAddress address, long deadline) throws IOException {
        boolean local = address instanceof UnixDomainSocketAddress;
        PlainWire wire = of(local ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open());
        try {
            if (!local) {
                wire.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                wire.channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
            if (!wire.channel.connect(address)) {
                do {
                    wire.await(SelectionKey.OP_CONNECT, deadline, "connect");
                } while (!wire.channel.finishConnect());
            }
            return wire;
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    private static PlainWire of(SocketChannel channel) throws IOException {
        try {
            return new PlainWire(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void write(ByteBuffer data, long deadline) throws IOException {
        int end = data.limit();
        while (data.position() < end) {
            data.limit(Math.min(end, data.position() + MOST_AT_ONCE));
            if (channel.write(data) == 0) {
                await(SelectionKey.OP_WRITE, deadline, "write");
            }
            data.limit(end);
        }
    }

    @Override
    public int read(ByteBuffer into, long deadline) throws IOException {
        int n = readNow(into);
        while (n == 0) {
            await(SelectionKey.OP_READ, deadline, "read");
            n = readNow(into);
        }
        return n;
    }

    @Override
    public int readNow(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    private void await(int what, long deadline, String call) throws IOException {
        key.interestOps(what);
        do {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                throw new SocketTimeoutException(call + ": i/o timeout");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException(call + ": interrupted");
            }
            selector.select(millis);
        } while (selector.selectedKeys().isEmpty());
        selector.selectedKeys().clear();
    }

    @Override
    public void close() {
        try (selector; channel) {
            key.cancel();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
