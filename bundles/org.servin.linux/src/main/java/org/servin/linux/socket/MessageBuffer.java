package org.servin.linux.socket;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Messages behind each other in one array, for sending, and which records they are of: a record may be several messages, or none. Used again and again by one thread.
 */
public final class MessageBuffer {
    private static final int FIRST = 16 * 1024;
    private static final int KEEP = 512 * 1024;

    private byte[] bytes = new byte[FIRST];
    private int length;
    private int[] ends = new int[64];
    private int messages;
    private int[] recordEnds = new int[64];
    private int records;
    private final BitSet refused = new BitSet();

    /** Forgets all messages. */
    public void clear() {
        length = 0;
        messages = 0;
        records = 0;
        refused.clear();
        if (bytes.length > KEEP) {
            bytes = new byte[FIRST];
        }
    }

    /** Adds to the present message. */
    public MessageBuffer put(byte[] from, int offset, int size) {
        room(size);
        System.arraycopy(from, offset, bytes, length, size);
        length += size;
        return this;
    }

    /** Adds to the present message. */
    public MessageBuffer put(byte[] from) {
        return put(from, 0, from.length);
    }

    /** Adds one byte to the present message. */
    public MessageBuffer put(int octet) {
        room(1);
        bytes[length++] = (byte) octet;
        return this;
    }

    /** Adds a number's last decimal digits to the present message, with zeros in front if it has fewer. */
    public MessageBuffer putDigits(long number, int digits) {
        room(digits);
        long left = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        length += digits;
        return this;
    }

    /** Ends the present message. */
    public void endMessage() {
        ends = added(ends, messages++, length);
    }

    /** Ends the present record: the messages that were ended since the last one are its, and there may be none. */
    public void endRecord() {
        recordEnds = added(recordEnds, records++, messages);
    }

    private static int[] added(int[] to, int at, int value) {
        int[] array = at == to.length ? Arrays.copyOf(to, at * 2) : to;
        array[at] = value;
        return array;
    }

    /** Ends the present record as one that cannot be sent. */
    public void refuseRecord() {
        refused.set(records);
        endRecord();
    }

    /** Notes that a message's record cannot be sent. */
    public void refuse(int message) {
        refused.set(recordsIn(message));
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }

    /** The array, which is another one after something was added. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes there are. */
    public int length() {
        return length;
    }

    /** How many messages there are. */
    public int messages() {
        return messages;
    }

    /** Where a message begins. */
    public int start(int message) {
        return message == 0 ? 0 : ends[message - 1];
    }

    /** Where a message ends. */
    public int end(int message) {
        return ends[message];
    }

    /** How many messages end at or before a place. */
    public int messagesIn(int place) {
        return upTo(ends, messages, place);
    }

    /** How many records there are whose messages are all among so many first ones. */
    public int recordsIn(int firstMessages) {
        return upTo(recordEnds, records, firstMessages);
    }

    /** How many of so many first records cannot be sent. */
    public int refusedIn(int firstRecords) {
        return refused.get(0, firstRecords).cardinality();
    }

    private static int upTo(int[] values, int count, int limit) {
        int at = count;
        while (at > 0 && values[at - 1] > limit) {
            at--;
        }
        return at;
    }
}
