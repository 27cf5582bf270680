package org.servin.log.awslogs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/**
 * Makes events of records: one of each line, or one of all lines from one that matches a pattern to the next such line. Without state, so that a batch that comes again gives the
 * same.
 */
final class EventCutter {
    private static final int NANOS_PER_MILLI = 1_000_000;
    /** Lines are not divided into pieces of less than 1 KiB, and up to three bytes less where a character would be cut: what is shorter has only no end. */
    private static final int SHORTEST_PIECE = 1021;
    private final Optional<Pattern> first;

    EventCutter(Optional<Pattern> first) {
        this.first = first;
    }

    /**
     * What a batch is for the service, which keeps no empty events.
     *
     * @param events in order; those that are joined end each of their lines by a line feed, as dockerd's
     * @param after how many records behind the last event are no events
     * @param open whether what comes next may belong to the last event
     */
    record Cut(List<Event> events, int after, boolean open) { }

    /**
     * Cuts a batch.
     *
     * @param last whether its stream ends with it, and thereby a line that has no other end
     */
    Cut cut(List<LogRecord> batch, boolean last) {
        Joined event = new Joined(batch.size());
        boolean begins = true;
        for (LogRecord record : batch) {
            boolean ends = record.complete() || last && record == batch.get(batch.size() - 1);
            int size = Event.sizeOf(record.text());
            if (begins && isFirst(record) || !event.takes(record, size)) {
                event.end();
            }
            event.add(record, size);
            if (ends && first.isPresent() && size < Event.MOST) {
                event.feed();
            }
            begins = ends || record.text().length < SHORTEST_PIECE;
        }
        event.end();
        return new Cut(event.events, event.records, !last && !event.events.isEmpty() && (first.isPresent() || !begins));
    }

    private boolean isFirst(LogRecord record) {
        return first.isEmpty() || first.get().matcher(new String(record.text(), StandardCharsets.UTF_8)).find();
    }

    /** The event to which records are added, and those before it. */
    private static final class Joined {
        private final List<Event> events;
        private final ByteArrayOutputStream more = new ByteArrayOutputStream(0);
        private byte[] text = {};
        private int size;
        private int records;
        private long millis;
        private LogSource source = LogSource.STDOUT;

        Joined(int capacity) {
            events = new ArrayList<>(capacity);
        }

        /** Streams are not mixed, and events are not too long. */
        boolean takes(LogRecord record, int bytes) {
            return record.source() == source && size + bytes <= Event.MOST;
        }

        void add(LogRecord record, int bytes) {
            records++;
            source = record.source();
            if (size == 0) {
                text = record.text(); // most events are one record
                millis = Math.floorDiv(record.epochNanos(), NANOS_PER_MILLI);
            } else {
                spill();
                more.writeBytes(record.text());
            }
            size += bytes;
        }

        private void spill() {
            if (more.size() == 0) {
                more.writeBytes(text);
            }
        }

        void feed() {
            spill();
            more.write('\n');
            size++;
        }

        void end() {
            if (size > 0) {
                events.addAll(Event.of(millis, more.size() > 0 ? more.toByteArray() : text, records));
                more.reset();
                size = 0;
                records = 0;
            }
        }
    }
}
