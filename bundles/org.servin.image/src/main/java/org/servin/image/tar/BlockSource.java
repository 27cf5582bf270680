package org.servin.image.tar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A stream behind one large buffer, from which data is handed on without copying it. */
final class BlockSource {
    static final int BLOCK = 512;
    private static final int SIZE = 256 * 1024;

    /** Takes a part of the buffer, which is not to be changed or kept. */
    interface Sink {
        void accept(byte[] bytes, int offset, int length) throws IOException;
    }

    private final InputStream in;
    private final byte[] buffer = new byte[SIZE];
    private int at;
    private int end;

    BlockSource(InputStream in) {
        this.in = in;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer, 0, SIZE));
        return end > 0;
    }

    /** Reads exactly this much; false where the stream ends just before it. */
    boolean readFully(byte[] bytes, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (at == end && !fill()) {
                if (done == 0) {
                    return false;
                }
                throw cut();
            }
            int part = Math.min(length - done, end - at);
            System.arraycopy(buffer, at, bytes, done, part);
            at += part;
            done += part;
        }
        return true;
    }

    /** Hands on up to this much, at least one byte. */
    int read(byte[] bytes, int offset, int length) throws IOException {
        if (at == end && !fill()) {
            throw cut();
        }
        int part = Math.min(length, end - at);
        System.arraycopy(buffer, at, bytes, offset, part);
        at += part;
        return part;
    }

    /** Hands on exactly this much. */
    void transfer(long length, Sink sink) throws IOException {
        for (long left = length; left > 0; ) {
            if (at == end && !fill()) {
                throw cut();
            }
            int part = (int) Math.min(left, end - at);
            sink.accept(buffer, at, part);
            at += part;
            left -= part;
        }
    }

    void skip(long length) throws IOException {
        transfer(length, (bytes, offset, part) -> { });
    }

    /** Reads to the end of the stream. */
    void drain() throws IOException {
        do {
            at = end;
        } while (fill());
    }

    private static EOFException cut() {
        return new EOFException("unexpected end of the archive");
    }
}
