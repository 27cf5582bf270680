package org.servin.log.jsonfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/** Reads lines that this driver or dockerd wrote. Thread-safe. */
final class JsonRecords {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] BEGIN = "{\"log\":\"".getBytes(StandardCharsets.US_ASCII);

    private JsonRecords() { }

    /** The record of the line that a file is at; empty if it is not one. */
    static Optional<LogRecord> read(LineFile file) {
        return read(file.buffer(), file.lineStart(), file.lineHeld());
    }

    /**
     * The record of a line; empty if it is not one. What a crash or a power cut left, of a record or of nothing, may be before a record on the same line: within a record's
     * text its beginning cannot be.
     */
    static Optional<LogRecord> read(byte[] bytes, int offset, int length) {
        Optional<LogRecord> record = parse(bytes, offset, length);
        for (int i = offset + length - BEGIN.length; i > offset && record.isEmpty(); i--) {
            if (bytes[i] == BEGIN[0] && Arrays.equals(bytes, i, i + BEGIN.length, BEGIN, 0, BEGIN.length)) {
                return parse(bytes, i, offset + length - i);
            }
        }
        return record;
    }

    private static Optional<LogRecord> parse(byte[] bytes, int offset, int length) {
        Optional<LogRecord> usual = CanonicalLine.read(bytes, offset, length);
        return usual.isPresent() ? usual : unusual(bytes, offset, length);
    }

    /** The record of one object, whatever the form of its JSON. */
    static Optional<LogRecord> unusual(byte[] bytes, int offset, int length) {
        try (JsonParser parser = JSON.createParser(bytes, offset, length)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? object(parser) : Optional.empty();
        } catch (IOException | DateTimeException notARecord) {
            return Optional.empty();
        }
    }

    private static Optional<LogRecord> object(JsonParser parser) throws IOException {
        String log = null;
        String stream = null;
        String time = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "log" -> log = parser.getText();
                case "stream" -> stream = parser.getText();
                case "time" -> time = parser.getText();
                default -> parser.skipChildren();
            }
        }
        if (log == null || time == null) {
            return Optional.empty();
        }
        LogSource source = "stderr".equals(stream) ? LogSource.STDERR : LogSource.STDOUT;
        byte[] text = log.getBytes(StandardCharsets.UTF_8);
        boolean complete = text.length > 0 && text[text.length - 1] == '\n';
        return Optional.of(new LogRecord(source, nanos(time), complete ? Arrays.copyOf(text, text.length - 1) : text, complete));
    }

    /** The nanoseconds of a time, since 1970. */
    static long nanos(String time) {
        Instant instant = time.endsWith("Z") ? Instant.parse(time) : OffsetDateTime.parse(time).toInstant();
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
