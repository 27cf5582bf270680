package org.servin.log.awslogs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.servin.spi.log.text.Utf8;

/**
 * What the service keeps as one.
 *
 * @param millis since 1970, of its first line
 * @param text not empty; what is not UTF-8 in it is sent as U+FFFD
 * @param size how many bytes it is for the service, without what it adds for each event
 * @param records how many records are done with when it is, besides those of the events before
 */
record Event(long millis, byte[] text, int size, int records) {
    /** What the service adds for each event. */
    static final int OVERHEAD = 26;
    /** The most bytes of one. */
    static final int MOST = 262_144 - OVERHEAD;
    private static final int REPLACEMENT = 3;

    /** Events of a text, which is cut where it is too long, but not within a character. The records count for the last one. */
    static List<Event> of(long millis, byte[] text, int records) {
        List<Event> events = new ArrayList<>(1);
        int from = 0;
        while (from < text.length) {
            int to = from;
            int size = 0;
            for (int next = character(text, to); size + next <= MOST; next = character(text, to)) {
                size += next;
                to += Utf8.sizeAt(text, to, text.length) == 0 ? 1 : next;
                if (to == text.length) {
                    break;
                }
            }
            boolean whole = from == 0 && to == text.length;
            events.add(new Event(millis, whole ? text : Arrays.copyOfRange(text, from, to), size, to == text.length ? records : 0));
            from = to;
        }
        return events;
    }

    /** How many bytes a text is for the service. */
    static int sizeOf(byte[] text) {
        int size = 0;
        for (int i = 0; i < text.length;) {
            int next = Utf8.sizeAt(text, i, text.length);
            size += next == 0 ? REPLACEMENT : next;
            i += Math.max(1, next);
        }
        return size;
    }

    private static int character(byte[] text, int at) {
        int size = Utf8.sizeAt(text, at, text.length);
        return size == 0 ? REPLACEMENT : size;
    }
}
