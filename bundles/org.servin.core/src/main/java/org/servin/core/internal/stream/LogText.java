package org.servin.core.internal.stream;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.servin.core.stream.FrameSink;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/**
 * Writes records as dockerd does: {@code 2006-01-02T15:04:05.000000000Z key=value line}. Lines of one stream go to the client together where they follow one
 * another. One thread.
 */
final class LogText {
    private static final int FLUSH_AT = 32 * 1024;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private static final byte[] NEWLINE = {'\n'};

    private final boolean timestamps;
    private final byte[] details;
    private byte[] buffer = new byte[8 * 1024];
    private int length;
    private LogSource source = LogSource.STDOUT;

    /**
     * A writer.
     *
     * @param timestamps whether each record starts with its time
     * @param details what each record shows next; empty for nothing at all
     */
    LogText(boolean timestamps, Optional<Map<String, String>> details) {
        this.timestamps = timestamps;
        this.details = details.map(LogText::encoded).orElse(new byte[0]);
    }

    private static byte[] encoded(Map<String, String> details) {
        String text = new TreeMap<>(details).entrySet().stream()
                .map(entry -> escaped(entry.getKey()) + "=" + escaped(entry.getValue()))
                .collect(Collectors.joining(",", "", " "));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
    }

    /** Adds a record, and writes what came before where that is necessary. */
    void add(LogRecord record, FrameSink output) throws IOException {
        if (record.source() != source || length + record.text().length > FLUSH_AT) {
            flush(output);
            source = record.source();
        }
        if (timestamps) {
            Instant time = Instant.ofEpochSecond(Math.floorDiv(record.epochNanos(), 1_000_000_000L), Math.floorMod(record.epochNanos(), 1_000_000_000L));
            append((TIME.format(time) + " ").getBytes(StandardCharsets.US_ASCII));
        }
        append(details);
        append(record.text());
        if (record.complete()) {
            append(NEWLINE);
        }
    }

    private void append(byte[] bytes) {
        if (length + bytes.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + bytes.length));
        }
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    /** Writes what is left. */
    void flush(FrameSink output) throws IOException {
        if (length > 0) {
            output.write(source, buffer, 0, length);
            length = 0;
        }
    }
}
