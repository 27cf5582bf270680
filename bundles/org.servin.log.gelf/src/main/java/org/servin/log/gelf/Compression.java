package org.servin.log.gelf;

import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.servin.linux.socket.MessageBuffer;

/** How a datagram's content is made shorter. */
enum Compression {
    /** RFC 1952. */
    GZIP {
        private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

        @Override
        byte[] head() {
            return HEADER;
        }

        @Override
        void foot(MessageBuffer to, byte[] content, int length) {
            CRC32 crc = new CRC32();
            crc.update(content, 0, length);
            putLittle(to, crc.getValue());
            putLittle(to, length);
        }

        private void putLittle(MessageBuffer to, long number) {
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                to.put((int) (number >> shift));
            }
        }

        @Override
        Optional<Deflater> deflater(int level) {
            return Optional.of(new Deflater(level, true));
        }
    },
    /** RFC 1950. */
    ZLIB {
        @Override
        Optional<Deflater> deflater(int level) {
            return Optional.of(new Deflater(level));
        }
    },
    NONE {
        @Override
        Optional<Deflater> deflater(int level) {
            return Optional.empty();
        }
    };

    /** The one that the option names. */
    static Optional<Compression> of(String option) {
        return switch (option) {
            case "gzip" -> Optional.of(GZIP);
            case "zlib" -> Optional.of(ZLIB);
            case "none" -> Optional.of(NONE);
            default -> Optional.empty();
        };
    }

    /** What precedes the compressed bytes. */
    byte[] head() {
        return new byte[0];
    }

    /** Adds what follows them. */
    void foot(MessageBuffer to, byte[] content, int length) { }

    /** What compresses; empty if nothing does. The caller ends it. */
    abstract Optional<Deflater> deflater(int level);
}
