package org.servin.api.internal.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import org.servin.core.stream.FrameSink;
import org.servin.spi.log.LogSource;

/** Writes frames to a client: output of both streams alike in messages of one frame, and what keeps the connection in order. Thread-safe. */
final class WebSocketOutput implements FrameSink {
    private static final int LAST = 0x80;
    private static final int SHORT = 126;
    private static final int LONG = 127;
    private static final int LONGEST_HEAD = 10;
    /** What a frame that is no message may hold, RFC 6455 section 5.5. */
    private static final int LONGEST_CONTROL = 125;

    private final OutputStream out;
    private final int opcode;
    private boolean closed;

    /**
     * Writes nothing yet.
     *
     * @param binary whether messages are binary rather than text
     */
    WebSocketOutput(OutputStream out, boolean binary) {
        this.out = out;
        this.opcode = binary ? Opcode.BINARY : Opcode.TEXT;
    }

    @Override
    public void write(LogSource source, byte[] bytes, int offset, int length) throws IOException {
        write(opcode, bytes, offset, length);
    }

    /** Answers a ping. */
    void pong(byte[] data, int length) throws IOException {
        write(Opcode.PONG, data, 0, length);
    }

    /** Sends the last frame; does nothing when it was sent. */
    void close(int status) throws IOException {
        close(status, "");
    }

    /** The same with the reason, or as much of it as such a frame may hold. */
    synchronized void close(int status, String reason) throws IOException {
        if (!closed) {
            ByteBuffer body = ByteBuffer.allocate(LONGEST_CONTROL).putShort((short) status);
            UTF_8.newEncoder().encode(CharBuffer.wrap(reason), body, true); // whole characters only
            write(Opcode.CLOSE, body.array(), 0, body.position());
            closed = true;
        }
    }

    private synchronized void write(int kind, byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the WebSocket is closed");
        }
        byte[] frame = new byte[LONGEST_HEAD + length];
        int at = head(frame, kind, length);
        System.arraycopy(bytes, offset, frame, at, length);
        out.write(frame, 0, at + length); // in one piece, so that it is one system call
    }

    /** How long the head is. */
    private static int head(byte[] frame, int kind, int length) {
        frame[0] = (byte) (LAST | kind);
        if (length < SHORT) {
            frame[1] = (byte) length;
            return 2;
        }
        int bytes = length < 1 << 16 ? 2 : 8;
        frame[1] = (byte) (bytes == 2 ? SHORT : LONG);
        for (int i = 0; i < bytes; i++) {
            frame[2 + i] = (byte) ((long) length >> 8 * (bytes - 1 - i));
        }
        return 2 + bytes;
    }
}
