package org.servin.image.tar;

import java.nio.charset.StandardCharsets;
import org.servin.linux.fs.RawNames;

/** One 512-byte header block and its fields. */
final class TarHeader {
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private final byte[] block;

    TarHeader(byte[] block) {
        this.block = block;
    }

    boolean isZero() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Compares the checksum in both forms that writers have used. */
    boolean isValid() {
        int unsigned = 0;
        int signed = 0;
        for (byte b : block) {
            unsigned += b & 0xff;
            signed += b;
        }
        for (int i = CHECKSUM; i < CHECKSUM + CHECKSUM_LENGTH; i++) { // itself it counts as blanks
            unsigned += ' ' - (block[i] & 0xff);
            signed += ' ' - block[i];
        }
        try {
            long written = number(CHECKSUM, CHECKSUM_LENGTH, "checksum");
            return written == unsigned || written == signed;
        } catch (TarFormatException e) {
            return false; // no header at all
        }
    }

    char flag() {
        return (char) block[156];
    }

    boolean isPosix() {
        return matches(257, "ustar\0");
    }

    boolean isGnu() {
        return matches(257, "ustar  \0");
    }

    private boolean matches(int at, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < wanted.length; i++) {
            if (block[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    String name() {
        String name = text(0, 100);
        if (!isPosix()) {
            return name;
        }
        String prefix = matches(508, "tar\0") ? text(345, 131) : text(345, 155);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    String text(int at, int length) {
        int end = 0;
        while (end < length && block[at + end] != 0) {
            end++;
        }
        return RawNames.decode(block, at, end);
    }

    boolean flagAt(int at) {
        return block[at] != 0;
    }

    /** A number in octal digits, or in base 256 where its first bit is set. */
    long number(int at, int length, String field) throws TarFormatException {
        return (block[at] & 0x80) != 0 ? binary(at, length, field) : octal(at, length, field);
    }

    private long binary(int at, int length, String field) throws TarFormatException {
        boolean negative = (block[at] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < length; i++) {
            int b = Byte.toUnsignedInt(block[at + i]);
            if (i == 0) {
                b = negative ? b | 0x80 : b & 0x7f;
            }
            long next = value << 8 | b;
            if (next >> 8 != value) {
                throw new TarFormatException("archive/tar: invalid tar header: the " + field + " is out of range");
            }
            value = next;
        }
        return value;
    }

    private long octal(int at, int length, String field) throws TarFormatException {
        int i = at;
        int end = at + length;
        while (i < end && block[i] == ' ') {
            i++;
        }
        long value = 0;
        for (; i < end && block[i] != 0 && block[i] != ' '; i++) {
            int digit = block[i] - '0';
            if (digit < 0 || digit > 7) {
                throw new TarFormatException("archive/tar: invalid tar header: the " + field + " is no number");
            }
            value = value << 3 | digit; // 12 digits have 36 bits
        }
        return value;
    }
}
