package org.servin.api.internal.websocket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a client's messages hold, text and binary alike, as one stream; where a message ends shows nowhere. Pings are answered on the way. The stream ends when the client
 * closes, leaves, or breaks the protocol, which is answered by closing. Messages may be of any length: they are passed on as they come. One thread.
 */
final class WebSocketInput extends InputStream {
    private static final int LAST = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0F;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int SHORT = 126;
    private static final int LONG = 127;
    private static final int MOST_OF_CONTROL = 125;

    private final InputStream in;
    private final WebSocketOutput output;
    private final Runnable onClosed;
    private final byte[] mask = new byte[4];
    private long left;
    private int masked;
    private boolean inMessage;
    private boolean over;

    /**
     * Reads nothing yet.
     *
     * @param output for answers
     * @param onClosed called when this is closed after the client sent its last frame: it takes nothing more
     */
    WebSocketInput(InputStream in, WebSocketOutput output, Runnable onClosed) {
        this.in = in;
        this.output = output;
        this.onClosed = onClosed;
    }

    /** A client that does not keep to the protocol. */
    private static final class Violation extends IOException {
        private static final long serialVersionUID = 1L;

        Violation(String what) {
            super(what);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (left == 0 && !over) {
                nextFrame();
            }
            if (over) {
                return -1;
            }
            int n = in.read(bytes, offset, (int) Math.min(length, left));
            if (n < 0) {
                throw new EOFException("the client left within a frame");
            }
            unmask(bytes, offset, n);
            left -= n;
            return n;
        } catch (Violation e) {
            over = true;
            output.close(CloseStatus.PROTOCOL_ERROR);
            return -1;
        }
    }

    private void unmask(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            bytes[i] ^= mask[masked++ & 3];
        }
    }

    /** Reads a head, and the whole of a control frame. */
    private void nextFrame() throws IOException {
        int first = in.read();
        if (first < 0) {
            over = true;
            return;
        }
        int second = next();
        int opcode = first & OPCODE;
        boolean last = (first & LAST) != 0;
        if ((first & RESERVED) != 0) {
            throw new Violation("reserved bits are set");
        }
        if ((second & MASKED) == 0) {
            throw new Violation("the frame is not masked");
        }
        long length = length(second & LENGTH);
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) next();
        }
        masked = 0;
        if (Opcode.isControl(opcode)) {
            control(opcode, last, length);
        } else {
            data(opcode, last);
            left = length;
        }
    }

    private int next() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the client left within a frame");
        }
        return b;
    }

    private long length(int seven) throws IOException {
        int bytes = seven == LONG ? 8 : seven == SHORT ? 2 : 0;
        long length = bytes == 0 ? seven : 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | next();
        }
        if (length < 0) {
            throw new Violation("the frame is longer than 63 bits can tell");
        }
        return length;
    }

    private void data(int opcode, boolean last) throws Violation {
        if (opcode > Opcode.BINARY || inMessage != (opcode == Opcode.CONTINUATION)) {
            throw new Violation("a frame of kind " + opcode + (inMessage ? " within" : " outside of") + " a message");
        }
        inMessage = !last;
    }

    private void control(int opcode, boolean last, long length) throws IOException {
        if (opcode > Opcode.PONG || !last || length > MOST_OF_CONTROL) {
            throw new Violation("a control frame of kind " + opcode + " and length " + length);
        }
        byte[] data = in.readNBytes((int) length);
        if (data.length < length) {
            throw new EOFException("the client left within a frame");
        }
        unmask(data, 0, data.length);
        if (opcode == Opcode.PING) {
            output.pong(data, data.length);
        } else if (opcode == Opcode.CLOSE) {
            over = true;
            output.close(CloseStatus.NORMAL);
        }
    }

    @Override
    public void close() {
        if (over) {
            onClosed.run();
        }
    }
}
