package org.servin.log.local;

import java.util.Arrays;

/** Bytes that are put one after another, numbers in seven bits a byte. One thread; used again and again. */
final class Bytes {
    private static final int KEEP = 16 * 1024;

    private byte[] array = new byte[4 * 1024];
    private int length;

    /** Forgets everything, and gives back what a big batch took: there are some of these for each container. */
    void clear() {
        length = 0;
        if (array.length > KEEP) {
            array = new byte[KEEP];
        }
    }

    /** How many there are. */
    int length() {
        return length;
    }

    /** Holds them; another array after the next one was put. */
    byte[] array() {
        return array;
    }

    void put(byte[] bytes) {
        put(bytes, 0, bytes.length);
    }

    void put(byte[] bytes, int offset, int count) {
        room(count);
        System.arraycopy(bytes, offset, array, length, count);
        length += count;
    }

    void putByte(int value) {
        room(1);
        array[length++] = (byte) value;
    }

    /** Four bytes, most significant first. */
    void putInt(int value) {
        room(4);
        setInt(length, value);
        length += 4;
    }

    /** Four bytes at a place that was put already. */
    void setInt(int at, int value) {
        array[at] = (byte) (value >>> 24);
        array[at + 1] = (byte) (value >>> 16);
        array[at + 2] = (byte) (value >>> 8);
        array[at + 3] = (byte) value;
    }

    /** A number that is seldom big and never negative; any other takes ten bytes. */
    void putNumber(long value) {
        room(10);
        long left = value;
        while ((left & ~0x7F) != 0) {
            array[length++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        array[length++] = (byte) left;
    }

    /** How many bytes {@link #putNumber} takes for one. */
    static int lengthOf(int value) {
        return value == 0 ? 1 : (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7;
    }

    /** A number of either sign. */
    void putSigned(long value) {
        putNumber(value << 1 ^ value >> 63);
    }

    private void room(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, length + more));
        }
    }
}
