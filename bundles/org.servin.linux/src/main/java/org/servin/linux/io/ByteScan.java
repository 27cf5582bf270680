package org.servin.linux.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks through bytes eight at a time: four times as fast as one at a time where the quick compiler makes the code, as it does for the engine ({@code bin/servin} has the calls below
 * inlined). Thread-safe.
 */
public final class ByteScan {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private ByteScan() { }

    /** Eight bytes, the first lowest. There must be so many. */
    public static long eight(byte[] bytes, int at) {
        return (long) EIGHT.get(bytes, at);
    }

    /** A word with the highest bit of each byte set that is zero in the given one. Bytes above a zero byte may be marked too; the lowest mark is always right. */
    public static long zeros(long word) {
        return word - ONES & ~word & HIGH;
    }

    /** The same byte eight times. */
    public static long repeated(int b) {
        return (b & 0xFF) * ONES;
    }

    /** Where the byte is first in a range; the range's end where it is not. */
    public static int indexOf(byte[] bytes, int from, int end, byte wanted) {
        long pattern = repeated(wanted);
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long found = zeros(eight(bytes, at) ^ pattern);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >> 3);
            }
        }
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at;
    }
}
