package org.servin.log.awslogs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.servin.spi.log.LogRecord;

/** Makes events of records: one of each, or one of all from a line that matches a pattern to the next such line. Without state, so that a batch that comes again gives the same. */
final class EventCutter {
    private static final int NANOS_PER_MILLI = 1_000_000;
    private final Optional<Pattern> first;

    EventCutter(Optional<Pattern> first) {
        this.first = first;
    }

    /**
     * What a batch is for the service, which keeps no empty events.
     *
     * @param events in order; those that are joined end each of their lines by a line feed, as dockerd's
     * @param after how many records behind the last event are no events
     */
    record Cut(List<Event> events, int after) { }

    /**
     * Cuts a batch.
     *
     * @param last whether its stream ends with it, and thereby a line that has no other end
     */
    Cut cut(List<LogRecord> batch, boolean last) {
        return first.isPresent() ? joined(batch, first.get(), last) : single(batch);
    }

    private static Cut single(List<LogRecord> batch) {
        List<Event> events = new ArrayList<>(batch.size());
        int records = 0;
        for (LogRecord record : batch) {
            records++;
            if (record.text().length > 0) {
                events.addAll(Event.of(millis(record), record.text(), records));
                records = 0;
            }
        }
        return new Cut(events, records);
    }

    private static Cut joined(List<LogRecord> batch, Pattern pattern, boolean last) {
        List<Event> events = new ArrayList<>();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int size = 0;
        int records = 0;
        long millis = 0;
        boolean begins = true;
        for (LogRecord record : batch) {
            int line = Event.sizeOf(record.text());
            if (records > 0 && (begins && matches(pattern, record) || size + line > Event.MOST)) {
                events.addAll(Event.of(millis, text.toByteArray(), records));
                text.reset();
                size = 0;
                records = 0;
            }
            millis = records == 0 ? millis(record) : millis;
            text.writeBytes(record.text());
            size += line;
            boolean ends = record.complete() || last && record == batch.get(batch.size() - 1);
            if (ends && line < Event.MOST) {
                text.write('\n');
                size++;
            }
            records++;
            begins = record.complete();
        }
        events.addAll(Event.of(millis, text.toByteArray(), records));
        return new Cut(events, 0);
    }

    private static boolean matches(Pattern pattern, LogRecord record) {
        return pattern.matcher(new String(record.text(), StandardCharsets.UTF_8)).find();
    }

    private static long millis(LogRecord record) {
        return Math.floorDiv(record.epochNanos(), NANOS_PER_MILLI);
    }
}
