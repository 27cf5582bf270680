package org.servin.log.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a file begins with. Marker and salt are random: a container, which does not know them, cannot write text that looks like a block, so that blocks are found from any place
 * of the file.
 *
 * @param marker begins each block
 * @param salt goes into each block's check sum
 * @param base how many records came before this file
 * @param baseNanos the time that blocks count from
 * @param maxBefore the latest time of all records before this file; {@code Long.MIN_VALUE} if there are none
 */
record FileHead(int marker, long salt, long base, long baseNanos, long maxBefore) {
    /** Its length in bytes. */
    static final int SIZE = 48;
    private static final long MAGIC = 0x5365724C6F673031L; // "SerLog01"
    private static final Path RANDOM = Path.of("/dev/urandom");

    /** For a new file. */
    static FileHead create(long base, long baseNanos, long maxBefore) {
        try (InputStream random = Files.newInputStream(RANDOM)) {
            ByteBuffer bytes = ByteBuffer.wrap(random.readNBytes(12));
            return new FileHead(bytes.getInt(), bytes.getLong(), base, baseNanos, maxBefore);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As in the file. */
    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        bytes.putLong(MAGIC).putInt(marker).putLong(salt).putLong(base).putLong(baseNanos).putLong(maxBefore);
        return bytes.putInt(checksum(bytes.array())).array();
    }

    /** Reads one; empty if these bytes are none. */
    static Optional<FileHead> of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < SIZE || in.getInt(SIZE - 4) != checksum(bytes) || in.getLong() != MAGIC) {
            return Optional.empty();
        }
        return Optional.of(new FileHead(in.getInt(), in.getLong(), in.getLong(), in.getLong(), in.getLong()));
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, SIZE - 4);
        return (int) crc.getValue();
    }

    /** The check sum of a block's bytes. */
    int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        for (int shift = 56; shift >= 0; shift -= 8) {
            crc.update((int) (salt >>> shift));
        }
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
