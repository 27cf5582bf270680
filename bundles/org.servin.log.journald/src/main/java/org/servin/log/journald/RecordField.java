package org.servin.log.journald;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/**
 * All that is read back of a record besides its text, in one field, since each that is looked for in an entry costs time: {@code epoch:number:nanoseconds:stdout}, with
 * {@code :piece} behind it if the line goes on. Used by one thread.
 */
final class RecordField {
    private static final String PIECE = ":piece";
    private static final int MOST_DIGITS = 18;
    private String epoch = "";

    static byte[] write(Ordinal ordinal, LogRecord record) {
        String text = ordinal.epoch() + ":" + ordinal.number() + ":" + record.epochNanos() + ":" + record.source().text() + (record.complete() ? "" : PIECE);
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The record, or empty if the field was not written here. */
    Optional<Stored> read(byte[] field, byte[] message) {
        String text = new String(field, StandardCharsets.ISO_8859_1);
        String[] parts = text.split(":", -1);
        if (parts.length < 4 || parts.length > 5 || !isNumber(parts[1]) || !isNumber(parts[2])) {
            return Optional.empty();
        }
        if (!epoch.equals(parts[0])) {
            epoch = parts[0]; // one text for all
        }
        LogSource source = parts[3].equals(LogSource.STDERR.text()) ? LogSource.STDERR : LogSource.STDOUT;
        LogRecord record = new LogRecord(source, Long.parseLong(parts[2]), message, parts.length == 4);
        return Optional.of(new Stored(record, Optional.of(new Ordinal(epoch, Long.parseLong(parts[1])))));
    }

    private static boolean isNumber(String text) {
        String digits = text.startsWith("-") ? text.substring(1) : text;
        return !digits.isEmpty() && digits.length() <= MOST_DIGITS + 1 && digits.chars().allMatch(c -> c >= '0' && c <= '9') && fits(digits);
    }

    private static boolean fits(String digits) {
        return digits.length() <= MOST_DIGITS || digits.compareTo(Long.toString(Long.MAX_VALUE)) <= 0;
    }
}
