package org.servin.image.internal.content;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Computes the digest of what passes. Skipping and marking are not offered, so that nothing passes unseen. */
public final class VerifiedStream extends FilterInputStream {
    private final MessageDigest digest = Digests.sha256();

    /** Watches a stream. */
    public VerifiedStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = super.read(buffer, offset, length);
        if (got > 0) {
            digest.update(buffer, offset, got);
        }
        return got;
    }

    @Override
    public long skip(long wanted) throws IOException {
        byte[] scratch = new byte[(int) Math.min(wanted, 8192)];
        int got = scratch.length == 0 ? 0 : read(scratch, 0, scratch.length);
        return Math.max(got, 0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads what is left, as padding behind an archive's end belongs to the content. */
    public void drain() throws IOException {
        transferTo(OutputStream.nullOutputStream());
    }

    /** The digest of what passed; to be asked once, at the end. */
    public String digest() {
        return Digests.text(digest);
    }
}
