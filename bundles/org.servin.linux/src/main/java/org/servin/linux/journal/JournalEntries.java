package org.servin.linux.journal;

import java.util.Arrays;
import org.servin.linux.socket.MessageBuffer;

/**
 * Entries for the journal in the form of "Native Journal Protocol": each field as {@code NAME=text} where the text is one line, else with its length before it. Used by one thread.
 */
public final class JournalEntries {
    private final MessageBuffer buffer = new MessageBuffer();

    /** Adds fields that are in the protocol's form already. */
    public JournalEntries fields(byte[] packed) {
        buffer.put(packed);
        return this;
    }

    /** Adds a field; its name has capital letters, digits and underscores, and begins with a letter. */
    public JournalEntries field(byte[] name, byte[] value) {
        buffer.put(name);
        if (isOneLine(value)) {
            buffer.put('=');
        } else {
            buffer.put('\n');
            for (int i = 0; i < Long.BYTES; i++) {
                buffer.put((int) ((long) value.length >>> 8 * i)); // little-endian wherever it is sent
            }
        }
        buffer.put(value).put('\n');
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

    /** Ends the present entry. */
    public void endEntry() {
        buffer.endMessage();
    }

    /** All fields of all entries, in the protocol's form. */
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer.bytes(), buffer.length());
    }

    MessageBuffer messages() {
        return buffer;
    }
}
