package org.servin.log.gelf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.text.Utf8;
import org.servin.tck.log.LogDestination;
import org.servin.tck.log.Seen;
import org.servin.tck.log.StreamListener;

/** A destination of messages of TCP. */
record GelfServer(StreamListener listener) implements LogDestination {
    @Override
    public List<Seen> received(LogTarget target) {
        List<Seen> seen = new ArrayList<>();
        String all = new String(listener.received(), StandardCharsets.UTF_8);
        for (String message : all.substring(0, all.lastIndexOf('\0') + 1).split("\0")) {
            Map<String, String> fields = fields(message);
            if (target.containerId().equals(fields.get("_container_id"))) {
                seen.add(new Seen(fields.get("short_message"), fields.get("level") + " " + new BigDecimal(fields.get("timestamp")).movePointRight(3).longValueExact()));
            }
        }
        return seen;
    }

    private static Map<String, String> fields(String message) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(message)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                fields.put(name, parser.getText());
            }
            return fields;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is to arrive of a record. */
    static Seen seen(LogRecord record) {
        return new Seen(text(record.text()), (record.source() == LogSource.STDOUT ? 6 : 3) + " " + record.epochNanos() / 1_000_000);
    }

    /** Bytes that are no text become U+FFFD, each by itself. */
    private static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length;) {
            int size = Utf8.sizeAt(bytes, i, bytes.length);
            text.append(size == 0 ? "\ufffd" : new String(bytes, i, size, StandardCharsets.UTF_8));
            i += Math.max(1, size);
        }
        return text.toString();
    }

    @Override
    public void stop() {
        listener.stop();
    }

    @Override
    public void start() {
        listener.start();
    }
}
