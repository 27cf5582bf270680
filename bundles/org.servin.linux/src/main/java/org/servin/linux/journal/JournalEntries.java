package org.servin.linux.journal;

import java.util.Arrays;

/**
 * Entries for the journal, one behind another, in the form of "Native Journal Protocol": each field as {@code NAME=text} where the text is one line, else with its length before it.
 * Used again and again by one thread.
 */
public final class JournalEntries {
    private static final int FIRST = 16 * 1024;
    private static final int KEEP = 512 * 1024;

    private byte[] bytes = new byte[FIRST];
    private int length;
    private int[] ends = new int[64];
    private int count;

    /** Forgets them. */
    public void clear() {
        length = 0;
        count = 0;
        if (bytes.length > KEEP) {
            bytes = new byte[FIRST];
        }
    }

    /** Adds fields that are in the protocol's form already. */
    public JournalEntries fields(byte[] packed) {
        room(packed.length);
        return raw(packed);
    }

    /** Adds a field; its name has capital letters, digits and underscores, and begins with a letter. */
    public JournalEntries field(byte[] name, byte[] value) {
        room(name.length + value.length + 2 + Long.BYTES);
        raw(name);
        if (isOneLine(value)) {
            bytes[length++] = '=';
        } else {
            bytes[length++] = '\n';
            for (int i = 0; i < Long.BYTES; i++) {
                bytes[length++] = (byte) ((long) value.length >>> 8 * i); // little-endian wherever it is sent
            }
        }
        raw(value);
        bytes[length++] = '\n';
        return this;
    }

    private static boolean isOneLine(byte[] value) {
        for (byte each : value) {
            if (each == '\n') {
                return false;
            }
        }
        return true;
    }

    private JournalEntries raw(byte[] from) {
        System.arraycopy(from, 0, bytes, length, from.length);
        length += from.length;
        return this;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    /** Ends the present entry. */
    public void endEntry() {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = length;
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /** The fields of what was added since the last entry's end, or of all entries, in the protocol's form. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int start(int entry) {
        return entry == 0 ? 0 : ends[entry - 1];
    }

    int end(int entry) {
        return ends[entry];
    }
}
