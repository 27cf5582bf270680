package org.servin.shell.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/** The server's side of the protocol that {@link org.servin.shell.Shell} describes. Thread-safe: frames are written as wholes. */
final class Frames {
    private static final byte STATUS = 0;
    private static final byte OUTPUT = 1;
    private static final byte ERRORS = 2;
    private final WritableByteChannel client;

    Frames(WritableByteChannel client) {
        this.client = client;
    }

    PrintStream output() {
        return stream(OUTPUT);
    }

    PrintStream errors() {
        return stream(ERRORS);
    }

    private PrintStream stream(byte kind) {
        return new PrintStream(new BufferedOutputStream(new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                send(kind, ByteBuffer.wrap(bytes, offset, length));
            }
        }), true, StandardCharsets.UTF_8);
    }

    void status(int status) throws IOException {
        send(STATUS, ByteBuffer.allocate(Integer.BYTES).putInt(0, status));
    }

    private synchronized void send(byte kind, ByteBuffer rest) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(1 + Integer.BYTES + rest.remaining()).put(kind).putInt(rest.remaining()).put(rest).flip();
        while (frame.hasRemaining()) {
            client.write(frame);
        }
    }
}
