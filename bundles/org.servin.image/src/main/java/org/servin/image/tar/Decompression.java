package org.servin.image.tar;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** Recognizes compressed streams by their first bytes. */
public final class Decompression {
    private static final int BUFFER = 64 * 1024;
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] BZIP2 = {'B', 'Z', 'h'};
    private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private Decompression() { }

    /** The plain form of a stream that may be compressed by gzip, bzip2, xz or zstd. Closing it closes the stream. */
    public static InputStream open(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(XZ.length);
        byte[] head = buffered.readNBytes(XZ.length);
        buffered.reset();
        if (startsWith(head, GZIP)) {
            return new GZIPInputStream(buffered, BUFFER);
        }
        if (startsWith(head, BZIP2)) {
            return new BZip2CompressorInputStream(buffered, true);
        }
        if (startsWith(head, XZ)) {
            return new XZInputStream(buffered);
        }
        return startsWith(head, ZSTD) ? new ZstdInputStream(buffered) : buffered;
    }

    private static boolean startsWith(byte[] head, byte[] magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (head[i] != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
