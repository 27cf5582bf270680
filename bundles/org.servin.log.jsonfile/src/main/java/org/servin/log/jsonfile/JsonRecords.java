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

    private JsonRecords() { }

    /** The record of a line; empty if it is not one, such as what a power cut left. */
    static Optional<LogRecord> read(byte[] bytes, int offset, int length) {
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

    private static long nanos(String time) {
        Instant instant = time.endsWith("Z") ? Instant.parse(time) : OffsetDateTime.parse(time).toInstant();
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
