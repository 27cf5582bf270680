package org.servin.log.jsonfile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.servin.spi.log.LogBatch;
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
    private static final byte[] END = ascii("Z\"}\n");
    private static final byte[] REPLACEMENT = ascii("\\ufffd");
    private static final int LONGEST_ESCAPE = 6;
    private static final int KEEP = 256 * 1024;

    private byte[] out = new byte[16 * 1024];
    private int length;
    /** What stands between the text and the time, for each source: after a piece, and after a line. */
    private final byte[][] afterPiece = new byte[LogSource.values().length][];
    private final byte[][] afterLine = new byte[LogSource.values().length][];
    private final TimeText time = new TimeText();

    /** For a container with these attributes, which may be none. */
    JsonLines(Map<String, String> extra) {
        String attributes = extra.isEmpty() ? "" : attributes(extra);
        for (LogSource source : LogSource.values()) {
            String middle = "\",\"stream\":\"" + (source == LogSource.STDOUT ? "stdout" : "stderr") + "\"," + attributes + "\"time\":\"";
            afterPiece[source.ordinal()] = middle.getBytes(StandardCharsets.UTF_8);
            afterLine[source.ordinal()] = ("\\n" + middle).getBytes(StandardCharsets.UTF_8);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String attributes(Map<String, String> extra) {
        return extra.entrySet().stream().map(entry -> string(entry.getKey()) + ":" + string(entry.getValue())).collect(Collectors.joining(",", "\"attrs\":{", "},"));
    }

    private static String string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[bytes.length * LONGEST_ESCAPE];
        return '"' + new String(to, 0, escaped(bytes, 0, bytes.length, to, 0), StandardCharsets.UTF_8) + '"';
    }

    /** Writes a batch into {@link #bytes}, and tells how long it is. */
    int write(List<LogRecord> records) {
        begin();
        for (LogRecord record : records) {
            put(record.text(), 0, record.text().length, (record.complete() ? afterLine : afterPiece)[record.source().ordinal()], record.epochNanos());
        }
        return length;
    }

    /** Writes a batch into {@link #bytes}, and tells how long it is. */
    int write(LogBatch batch) {
        begin();
        byte[] bytes = batch.bytes();
        int size = batch.size();
        for (int i = 0; i < size; i++) {
            put(bytes, batch.from(i), batch.end(i), (batch.complete(i) ? afterLine : afterPiece)[batch.source(i).ordinal()], batch.epochNanos(i));
        }
        return length;
    }

    private void begin() {
        length = 0;
        if (out.length > KEEP) {
            out = new byte[KEEP];
        }
    }

    /** The buffer. */
    byte[] bytes() {
        return out;
    }

    private void put(byte[] text, int from, int end, byte[] middle, long epochNanos) {
        room((end - from) * LONGEST_ESCAPE + LOG.length + middle.length + TimeText.MOST + END.length);
        byte[] to = out;
        int n = length;
        System.arraycopy(LOG, 0, to, n, LOG.length);
        n = escaped(text, from, end, to, n + LOG.length);
        System.arraycopy(middle, 0, to, n, middle.length);
        n = time.put(epochNanos, to, n + middle.length);
        System.arraycopy(END, 0, to, n, END.length);
        length = n + END.length;
    }

    private void room(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, length + more));
        }
    }

    private static int escaped(byte[] text, int from, int end, byte[] to, int at) {
        int n = at;
        for (int i = from; i < end;) {
            int plain = JsonText.plainEnd(text, i, end) - i;
            System.arraycopy(text, i, to, n, plain);
            n += plain;
            i += plain;
            if (i == end) {
                break;
            }
            byte b = text[i];
            int size = b >= 0 ? 1 : Utf8.sizeAt(text, i, end);
            n = b >= 0 ? escape(b, to, n) : beyondAscii(text, i, size, to, n);
            i += Math.max(1, size);
        }
        return n;
    }

    private static int beyondAscii(byte[] text, int i, int size, byte[] to, int at) {
        int n = at;
        if (size == 0) {
            System.arraycopy(REPLACEMENT, 0, to, n, REPLACEMENT.length);
            return n + REPLACEMENT.length;
        }
        if (size == 3 && Utf8.isLineSeparator(text, i)) {
            System.arraycopy(REPLACEMENT, 0, to, n, 2);
            to[n + 2] = '2';
            to[n + 3] = '0';
            to[n + 4] = '2';
            to[n + 5] = HEX[text[i + 2] & 0xF];
            return n + LONGEST_ESCAPE;
        }
        for (int k = i; k < i + size; k++) {
            to[n++] = text[k];
        }
        return n;
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
}
