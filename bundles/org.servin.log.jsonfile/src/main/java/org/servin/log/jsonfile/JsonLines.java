package org.servin.log.jsonfile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.text.Utf8;

/**
 * Writes records as dockerd's encoder does, escape by escape: {@code {"log":"text\n","stream":"stdout","time":"2006-01-02T15:04:05.123Z"}}. Bytes that are not UTF-8 become
 * {@code \ufffd}. One thread; the buffer is used again.
 */
final class JsonLines {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOG = ascii("{\"log\":\"");
    private static final byte[] STDOUT = ascii("\",\"stream\":\"stdout\",");
    private static final byte[] STDERR = ascii("\",\"stream\":\"stderr\",");
    private static final byte[] TIME = ascii("\"time\":\"");
    private static final byte[] FEED = ascii("\\n");
    private static final byte[] END = ascii("Z\"}\n");
    private static final byte[] REPLACEMENT = ascii("\\ufffd");
    private static final long SECOND = 1_000_000_000L;
    private static final int FRACTION_DIGITS = 9;
    private static final int KEEP = 256 * 1024;

    private final byte[] attributes;
    private byte[] out = new byte[16 * 1024];
    private int length;
    /** The second that {@link #ends} are of, in nanoseconds. */
    private long second;
    /** What stands between the text and the fraction of the second, for both sources, without and with a line feed. */
    private final byte[][] ends = new byte[4][];

    /** For a container with these attributes, which may be none. */
    JsonLines(Map<String, String> extra) {
        if (!extra.isEmpty()) {
            char separator = '{';
            put(ascii("\"attrs\":"));
            for (Map.Entry<String, String> entry : extra.entrySet()) {
                put(separator);
                putString(entry.getKey());
                put(':');
                putString(entry.getValue());
                separator = ',';
            }
            put(ascii("},"));
        }
        attributes = Arrays.copyOf(out, length);
        length = 0;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void putString(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        put('"');
        putEscaped(bytes);
        put('"');
    }

    /** Writes a batch into {@link #bytes}, and tells how long it is. */
    int write(List<LogRecord> records) {
        length = 0;
        if (out.length > KEEP) {
            out = new byte[KEEP];
        }
        for (LogRecord record : records) {
            put(LOG);
            putEscaped(record.text());
            putEnd(record);
        }
        return length;
    }

    /** The buffer. */
    byte[] bytes() {
        return out;
    }

    private void putEscaped(byte[] text) {
        room(text.length * 6);
        byte[] to = out;
        int n = length;
        for (int i = 0; i < text.length;) {
            int plain = JsonText.plainEnd(text, i, text.length) - i;
            System.arraycopy(text, i, to, n, plain);
            n += plain;
            i += plain;
            if (i == text.length) {
                break;
            }
            byte b = text[i];
            if (b >= 0) {
                n = escape(b, to, n);
                i++;
            } else {
                int size = Utf8.sizeAt(text, i, text.length);
                if (size == 0) {
                    System.arraycopy(REPLACEMENT, 0, to, n, REPLACEMENT.length);
                    n += REPLACEMENT.length;
                    i++;
                } else if (size == 3 && Utf8.isLineSeparator(text, i)) {
                    System.arraycopy(REPLACEMENT, 0, to, n, 2);
                    to[n + 2] = '2';
                    to[n + 3] = '0';
                    to[n + 4] = '2';
                    to[n + 5] = HEX[text[i + 2] & 0xF];
                    n += 6;
                    i += size;
                } else {
                    for (int end = i + size; i < end; i++) {
                        to[n++] = text[i];
                    }
                }
            }
        }
        length = n;
    }

    private static int escape(byte b, byte[] to, int at) {
        int n = at;
        to[n++] = '\\';
        switch (b) {
            case '"', '\\' -> to[n++] = b;
            case '\n' -> to[n++] = 'n';
            case '\r' -> to[n++] = 'r';
            default -> {
                to[n++] = 'u';
                to[n++] = '0';
                to[n++] = '0';
                to[n++] = HEX[b >> 4];
                to[n++] = HEX[b & 0xF];
            }
        }
        return n;
    }

    /** A time as in records. */
    static String time(long epochNanos) {
        JsonLines text = new JsonLines(Map.of());
        long nanos = Math.floorMod(epochNanos, SECOND);
        text.put(seconds(epochNanos - nanos));
        if (nanos != 0) {
            text.putFraction((int) nanos);
        }
        text.put('Z');
        return new String(text.out, 0, text.length, StandardCharsets.US_ASCII);
    }

    /** {@code 2006-01-02T15:04:05}. */
    private static byte[] seconds(long epochNanos) {
        String text = Instant.ofEpochSecond(Math.floorDiv(epochNanos, SECOND)).toString();
        return ascii(text.substring(0, text.length() - 1));
    }

    /** All that follows the text: up to the second it is the same as with the record before. */
    private void putEnd(LogRecord record) {
        long nanos = record.epochNanos() - second;
        if (nanos < 0 || nanos >= SECOND) {
            nanos = Math.floorMod(record.epochNanos(), SECOND);
            second = record.epochNanos() - nanos;
            Arrays.fill(ends, null);
        }
        int kind = 2 * record.source().ordinal() + (record.complete() ? 1 : 0);
        if (ends[kind] == null) {
            ends[kind] = end(record);
        }
        put(ends[kind]);
        if (nanos != 0) {
            putFraction((int) nanos);
        }
        put(END);
    }

    private byte[] end(LogRecord record) {
        ByteArrayOutputStream end = new ByteArrayOutputStream();
        if (record.complete()) {
            end.writeBytes(FEED);
        }
        end.writeBytes(record.source() == LogSource.STDOUT ? STDOUT : STDERR);
        end.writeBytes(attributes);
        end.writeBytes(TIME);
        end.writeBytes(seconds(second));
        return end.toByteArray();
    }

    /** Without the zeros at its end. A product and a shift are a division by ten for every number of nine digits, and a fifth of its price. */
    private void putFraction(int nanos) {
        room(1 + FRACTION_DIGITS);
        out[length] = '.';
        long left = nanos;
        int end = length;
        for (int at = length + FRACTION_DIGITS; at > length; at--) {
            long tenth = left * 0xCCCCCCCDL >>> 35;
            byte digit = (byte) (left - tenth * 10);
            out[at] = (byte) ('0' + digit);
            if (digit != 0 && end == length) {
                end = at;
            }
            left = tenth;
        }
        length = end + 1;
    }

    private void put(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, out, length, bytes.length);
        length += bytes.length;
    }

    private void put(char ascii) {
        room(1);
        out[length++] = (byte) ascii;
    }

    private void room(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, length + more));
        }
    }
}
