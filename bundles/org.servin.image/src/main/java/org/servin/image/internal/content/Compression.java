package org.servin.image.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How a stream is compressed, told by its first bytes as dockerd does, whatever a media type says. */
public enum Compression {
    NONE, GZIP, ZSTD, BZIP2, XZ;

    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b, 0x08};
    private static final byte[] ZSTD_MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    private static final byte[] BZIP2_MAGIC = {'B', 'Z', 'h'};
    private static final byte[] XZ_MAGIC = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};

    /** Tells by the first bytes. */
    public static Compression of(byte[] head) {
        if (begins(head, GZIP_MAGIC)) {
            return GZIP;
        }
        if (begins(head, ZSTD_MAGIC)) {
            return ZSTD;
        }
        if (begins(head, BZIP2_MAGIC)) {
            return BZIP2;
        }
        return begins(head, XZ_MAGIC) ? XZ : NONE;
    }

    private static boolean begins(byte[] head, byte[] magic) {
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }

    /** Tells by a file's first bytes. */
    public static Compression of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in.readNBytes(6));
        }
    }
}
