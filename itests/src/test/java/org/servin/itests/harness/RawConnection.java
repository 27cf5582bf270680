package org.servin.itests.harness;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A request whose answer the test itself reads byte by byte, and after an upgrade writes to. Used by one thread at a time. */
public final class RawConnection implements AutoCloseable {
    /** What upgrades a connection to a plain stream. */
    public static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\n";

    private final SocketChannel channel;
    private final InputStream in;
    private final String head;

    /**
     * Sends a request, and reads the head of the answer.
     *
     * @param headers each with its line's end
     */
    public RawConnection(Path socket, String method, String path, String headers, byte[] body) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        in = new java.io.BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        String length = method.equals("GET") ? "" : "Content-Length: " + body.length + "\r\n";
        send((method + " /v1.41" + path + " HTTP/1.1\r\nHost: engine\r\n" + headers + length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        send(body);
        head = readHead();
    }

    private String readHead() throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("the engine closed the connection after: " + text);
            }
            text.append((char) c);
        }
        return text.toString();
    }

    /** The answer's status. */
    public int status() {
        return Integer.parseInt(head.split(" ")[1]);
    }

    /** Sends bytes. */
    public void send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Ends what is sent; the answer can go on. */
    public void halfClose() throws IOException {
        channel.shutdownOutput();
    }

    /** What follows the head, as it comes. */
    public InputStream body() {
        return in;
    }

    /** What follows the head of an answer that comes in chunks, put together. */
    public InputStream chunks() {
        return new Chunks(in);
    }

    /** All bytes of both streams of a multiplexed answer, put together, up to its end. */
    public static String said(InputStream multiplexed) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] header = multiplexed.readNBytes(8); header.length == 8; header = multiplexed.readNBytes(8)) {
            all.write(multiplexed.readNBytes(ByteBuffer.wrap(header, 4, 4).getInt()));
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Takes chunks apart (RFC 9112 section 7.1). */
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private int left;
        private boolean begun;
        private boolean over;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !over) {
                next();
            }
            if (over) {
                return -1;
            }
            int n = in.read(bytes, offset, Math.min(length, left));
            if (n < 0) {
                throw new EOFException("the engine closed the connection within an answer");
            }
            left -= n;
            return n;
        }

        /** The end of a chunk's line may come with the next chunk only. */
        private void next() throws IOException {
            if (begun) {
                line();
            }
            begun = true;
            left = Integer.parseInt(line(), 16);
            over = left == 0;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("the engine closed the connection within an answer");
                }
                line.append((char) c);
            }
            return line.toString().strip();
        }
    }
}
