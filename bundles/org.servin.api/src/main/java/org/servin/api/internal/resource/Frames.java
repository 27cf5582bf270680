package org.servin.api.internal.resource;

import java.io.IOException;
import java.io.OutputStream;
import org.servin.core.stream.FrameSink;
import org.servin.spi.log.LogSource;

/**
 * Writes output for a client: as it is for a terminal, else each piece after a header of eight bytes that names its stream and length. Used by one thread.
 */
final class Frames implements FrameSink {
    private static final int HEADER = 8;

    private final OutputStream out;
    private final boolean raw;
    private final boolean flush;
    private byte[] frame = new byte[512];

    Frames(OutputStream out, boolean raw, boolean flush) {
        this.out = out;
        this.raw = raw;
        this.flush = flush;
    }

    @Override
    public void write(LogSource source, byte[] bytes, int offset, int length) throws IOException {
        if (raw) {
            out.write(bytes, offset, length);
        } else {
            out.write(frame(source, bytes, offset, length), 0, HEADER + length);
        }
        if (flush) {
            out.flush();
        }
    }

    /** One buffer, so that header and bytes go out by one system call. */
    private byte[] frame(LogSource source, byte[] bytes, int offset, int length) {
        if (frame.length < HEADER + length) {
            frame = new byte[HEADER + length];
        }
        frame[0] = (byte) (source == LogSource.STDERR ? 2 : 1);
        frame[4] = (byte) (length >> 24);
        frame[5] = (byte) (length >> 16);
        frame[6] = (byte) (length >> 8);
        frame[7] = (byte) length;
        System.arraycopy(bytes, offset, frame, HEADER, length);
        return frame;
    }
}
