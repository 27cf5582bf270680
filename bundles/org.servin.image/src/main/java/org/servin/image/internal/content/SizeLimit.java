package org.servin.image.internal.content;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.servin.spi.ServinException;

/**
 * How large a file of the content store, or what a layer unpacks to, may be: a small archive can unpack to more than any disk has.
 *
 * @param bytes setting {@code max-layer-size}
 */
public record SizeLimit(long bytes) {
    /** No registry in wide use takes layers of half that size. */
    public static final long USUAL = 128L << 30;

    /** INVALID_ARGUMENT if there is more. */
    public void check(long size, String what) {
        if (size > bytes) {
            throw ServinException.invalid(what + " is larger than " + bytes + " bytes, the setting max-layer-size");
        }
    }

    /** A stream that fails once it has given more. Skipping and marking are not offered. */
    public InputStream bound(InputStream in, String what) {
        return new FilterInputStream(in) {
            private long size;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int got = super.read(buffer, offset, length);
                size += Math.max(got, 0);
                check(size, what);
                return got;
            }

            @Override
            public long skip(long wanted) throws IOException {
                return readNBytes((int) Math.min(wanted, 8192)).length;
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }
}
