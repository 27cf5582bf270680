package org.servin.log.splunk;

import java.util.Arrays;
import java.util.List;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.text.JsonBytes;

/** The events of one batch, one behind the other as collectors take them, and which record each is of. One thread; used again. */
final class EventBuffer {
    private final EventFormat format;
    private final JsonBytes json = new JsonBytes();
    private int[] ends = new int[0];
    private int[] records = new int[0];
    private int events;
    private int batch;

    EventBuffer(EventFormat format) {
        this.format = format;
    }

    /** Forgets the batch before, and takes this one. */
    void fill(List<LogRecord> from) {
        json.clear();
        events = 0;
        batch = from.size();
        if (ends.length < batch) {
            ends = new int[batch];
            records = new int[batch];
        }
        for (int i = 0; i < batch; i++) {
            if (format.hasEvent(from.get(i))) {
                format.write(from.get(i), json);
                ends[events] = json.length();
                records[events++] = i;
            }
        }
    }

    int events() {
        return events;
    }

    /** How many records are done with when the first events are. */
    int recordsBefore(int event) {
        return event == events ? batch : records[event];
    }

    /** The last event with which those from {@code from} on are no more than that many bytes, and one at least; the one after it, as an end. */
    int endWithin(int from, int to, int bytes) {
        int found = Arrays.binarySearch(ends, from, to, begin(from) + bytes);
        return Math.max(from + 1, found < 0 ? -found - 1 : found + 1);
    }

    /** Where an event begins in {@link #array}. */
    int begin(int event) {
        return event == 0 ? 0 : ends[event - 1];
    }

    byte[] array() {
        return json.array();
    }
}
