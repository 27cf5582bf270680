package org.servin.log.local;

/** Reads what {@link Bytes} put, and never beyond a limit. One thread. */
final class BytesIn {
    private final byte[] array;
    private final int limit;
    private int at;

    BytesIn(byte[] array, int from, int limit) {
        this.array = array;
        this.at = from;
        this.limit = limit;
    }

    /** Where the next byte is. */
    int at() {
        return at;
    }

    int takeByte() throws CorruptException {
        if (at >= limit) {
            throw new CorruptException("it ends too early");
        }
        return array[at++] & 0xFF;
    }

    long takeNumber() throws CorruptException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = takeByte();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new CorruptException("a number is too long");
    }

    /** A number that is at least 0 and at most {@code most}. */
    int takeNumber(int most) throws CorruptException {
        long value = takeNumber();
        if (value < 0 || value > most) {
            throw new CorruptException("a number is too big");
        }
        return (int) value;
    }

    long takeSigned() throws CorruptException {
        long value = takeNumber();
        return value >>> 1 ^ -(value & 1);
    }
}
