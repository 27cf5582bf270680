package org.servin.log.syslog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.servin.linux.socket.MessageBuffer;
import org.servin.log.socket.RecordMessages;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/**
 * Writes records as dockerd does: a severity for each stream, the time when the engine saw the line, the engine's process id, a line feed at the end. Lines without text are
 * no messages there, and none here; a piece of a long line is a message of its own.
 *
 * <pre>
 * &lt;30&gt;Jan _2 15:04:05 tag[pid]: text                          local
 * &lt;30&gt;Jan _2 15:04:05 host tag[pid]: text                     RFC 3164, 4.1
 * &lt;30&gt;1 2006-01-02T15:04:05Z host tag pid tag - text          RFC 5424, 6
 * </pre>
 *
 * <p>Used by one thread.
 */
final class SyslogMessages implements RecordMessages {
    private static final String[] MONTHS = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    private static final int ERROR = 3;
    private static final int INFORMATIONAL = 6;
    private static final long NANOS = 1_000_000_000L;

    private final SyslogFormat format;
    private final boolean counted;
    private final byte[][] priorities = new byte[LogSource.values().length][];
    private final byte[] afterTime;
    private final MessageBuffer out = new MessageBuffer();
    private long second = Long.MIN_VALUE;
    private byte[] time = {};
    private byte[] zone = {};

    /**
     * For one container.
     *
     * @param counted whether each message is preceded by its length, RFC 5425, 4.3
     * @param host the machine's name
     * @param pid the engine's process
     */
    SyslogMessages(SyslogFormat format, boolean counted, int facility, String host, String tag, long pid) {
        this.format = format;
        this.counted = counted;
        for (LogSource source : LogSource.values()) {
            int severity = source == LogSource.STDERR ? ERROR : INFORMATIONAL;
            priorities[source.ordinal()] = bytes("<" + (facility * 8 + severity) + ">" + (format.isRfc5424() ? "1 " : ""));
        }
        afterTime = bytes(switch (format) {
            case LOCAL -> " " + tag + "[" + pid + "]: ";
            case RFC3164 -> " " + host + " " + tag + "[" + pid + "]: ";
            case RFC5424, RFC5424_MICRO -> " " + host + " " + tag + " " + pid + " " + tag + " - ";
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public MessageBuffer write(List<LogRecord> batch) {
        out.clear();
        for (LogRecord record : batch) {
            if (record.text().length > 0) {
                write(record);
            }
            out.endRecord();
        }
        return out;
    }

    private void write(LogRecord record) {
        long now = Math.floorDiv(record.epochNanos(), NANOS);
        if (now != second) {
            second = now;
            setTime(ZonedDateTime.ofInstant(Instant.ofEpochSecond(now), ZoneId.systemDefault()));
        }
        byte[] priority = priorities[record.source().ordinal()];
        boolean micros = format == SyslogFormat.RFC5424_MICRO;
        if (counted) {
            int length = priority.length + time.length + (micros ? 7 : 0) + zone.length + afterTime.length + record.text().length + 1;
            out.put(bytes(length + " "));
        }
        out.put(priority).put(time);
        if (micros) {
            out.put('.').putDigits(Math.floorMod(record.epochNanos(), NANOS) / 1000, 6);
        }
        out.put(zone).put(afterTime).put(record.text()).put('\n').endMessage();
    }

    /** RFC 3164 has the local time, and a blank before a day of one digit; RFC 5424 has the offset too. */
    private void setTime(ZonedDateTime at) {
        if (format.isRfc5424()) {
            time = bytes("%04d-%02d-%02dT%02d:%02d:%02d".formatted(at.getYear(), at.getMonthValue(), at.getDayOfMonth(), at.getHour(), at.getMinute(), at.getSecond()));
            zone = bytes(at.getOffset().getId());
        } else {
            time = bytes("%s %2d %02d:%02d:%02d".formatted(MONTHS[at.getMonthValue() - 1], at.getDayOfMonth(), at.getHour(), at.getMinute(), at.getSecond()));
        }
    }
}
