package org.servin.tck.log;

import java.nio.charset.StandardCharsets;
import org.servin.spi.log.LogRecord;

/**
 * One record as its destination shows it.
 *
 * @param text its text, a character for each byte
 * @param rest what else the destination keeps of it, such as its stream and time, in a form of the test's own; it is only compared
 */
public record Seen(String text, String rest) {
    /** Everything of a record: for drivers that read back. */
    public static Seen of(LogRecord record) {
        return new Seen(string(record.text()), record.source().text() + (record.complete() ? " complete " : " piece ") + record.epochNanos());
    }

    /** Only a text: for destinations that keep nothing else that is to be compared. */
    public static Seen text(byte[] text) {
        return new Seen(string(text), "");
    }

    private static String string(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        String shown = text.length() > 60 ? text.substring(0, 50) + "… (" + text.length() + " bytes)" : text;
        return '"' + shown + '"' + (rest.isEmpty() ? "" : " " + rest);
    }
}
