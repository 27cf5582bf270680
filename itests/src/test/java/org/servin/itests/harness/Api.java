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

/** One kept-alive connection to an engine: the least client that measures the engine and not itself. Used by one thread. */
public final class Api implements AutoCloseable {
    /** An answer. */
    public record Answer(int status, String body) {
        /** The string value of the first such field. */
        public String field(String name) {
            String start = "\"" + name + "\":\"";
            int at = body.indexOf(start) + start.length();
            return body.substring(at, body.indexOf('"', at));
        }
    }

    private final SocketChannel channel;
    private final InputStream in;
    private final String headers;

    /** Connects. */
    public Api(Path socket) throws IOException {
        this(socket, "");
    }

    /**
     * Connects.
     *
     * @param headers sent with each call, each with its line's end
     */
    public Api(Path socket, String headers) throws IOException {
        this.headers = headers;
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        in = new java.io.BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    }

    /** Calls, and fails on any status from 400 on. */
    public Answer call(String method, String path, String body) throws IOException {
        send(method, path, body, headers);
        Answer answer = receive();
        if (answer.status() >= 400) {
            throw new IOException(method + " " + path + ": " + answer);
        }
        return answer;
    }

    /** Upgrades the connection, and reads until the other side closes it. */
    public void hijack(String path, String body) throws IOException {
        send("POST", path, body, "Connection: Upgrade\r\nUpgrade: tcp\r\n");
        in.transferTo(java.io.OutputStream.nullOutputStream());
    }

    private void send(String method, String path, String body, String headers) throws IOException {
        byte[] payload = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " /v1.41" + path + " HTTP/1.1\r\nHost: engine\r\n" + headers + "Content-Type: application/json\r\nContent-Length: " + payload.length + "\r\n\r\n";
        ByteBuffer buffer = ByteBuffer.allocate(head.length() + payload.length).put(head.getBytes(StandardCharsets.US_ASCII)).put(payload).flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private Answer receive() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(java.util.Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
        }
        if (status == 204 || status == 304) {
            return new Answer(status, "");
        }
        return new Answer(status, new String(chunked ? chunks() : exactly(length), StandardCharsets.UTF_8));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            all.write(exactly(size));
            line();
        }
        line();
        return all.toByteArray();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length != length) {
            throw new EOFException("the engine closed the connection");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the engine closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
