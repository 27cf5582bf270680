package org.servin.tck.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.text.Utf8;

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

    /** A text as those have it that keep characters only: each byte that is no UTF-8 is U+FFFD. */
    public static byte[] asUtf8(byte[] text) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        for (int i = 0; i < text.length;) {
            int size = Utf8.sizeAt(text, i, text.length);
            kept.writeBytes(size == 0 ? "\ufffd".getBytes(StandardCharsets.UTF_8) : Arrays.copyOfRange(text, i, i + size));
            i += Math.max(1, size);
        }
        return kept.toByteArray();
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
