package org.servin.log.splunk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.option.LogAttributes;
import org.servin.spi.log.option.TagTemplate;
import org.servin.spi.log.text.JsonBytes;

/** One container's events as dockerd writes them: {@code {"event":{"line":"text","source":"stdout","tag":"…"},"time":"1795840302.674239","host":"…"}}. One thread. */
final class EventFormat {
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
    private static final byte[] BEGIN = ascii("{\"event\":");
    private static final byte[] LINE = ascii("{\"line\":");
    private static final byte[] SOURCE = ascii(",\"source\":\"");
    private static final byte[] TIME = ascii(",\"time\":\"");
    private static final double NANOS = 1e9;
    private static final int MICROS = 6;

    private final String form;
    /** After the source of an event that is an object, or before the line of a raw one. */
    private final byte[] attributes;
    private final byte[] end;
    private final CompactJson compact = new CompactJson();

    private EventFormat(String form, byte[] attributes, byte[] end) {
        this.form = form;
        this.attributes = attributes;
        this.end = end;
    }

    /** As the options say. */
    static EventFormat of(SplunkOptions options, LogTarget target) {
        String tag = TagTemplate.fill(options.tag(), target);
        Map<String, String> attributes = LogAttributes.of(target);
        JsonBytes end = new JsonBytes().raw("\",\"host\":").string(host());
        for (String key : new String[] {"source", "sourcetype", "index"}) {
            String value = options.text("splunk-" + key);
            if (!value.isEmpty()) {
                end.raw(",\"" + key + "\":").string(value);
            }
        }
        byte[] extra = options.format().equals("raw") ? prefix(tag, attributes) : members(tag, attributes);
        return new EventFormat(options.format(), extra, end.raw('}').toBytes());
    }

    private static byte[] prefix(String tag, Map<String, String> attributes) {
        StringBuilder prefix = new StringBuilder(tag.isEmpty() ? "" : tag + " ");
        attributes.forEach((name, value) -> prefix.append(name).append('=').append(value).append(' '));
        return new JsonBytes().escaped(prefix.toString().getBytes(StandardCharsets.UTF_8)).toBytes();
    }

    private static byte[] members(String tag, Map<String, String> attributes) {
        JsonBytes members = new JsonBytes();
        if (!tag.isEmpty()) {
            members.raw(",\"tag\":").string(tag);
        }
        if (!attributes.isEmpty()) {
            members.raw(",\"attrs\":");
            char separator = '{';
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                members.raw(separator).string(attribute.getKey()).raw(':').string(attribute.getValue());
                separator = ',';
            }
            members.raw('}');
        }
        return members.raw('}').toBytes();
    }

    private static String host() {
        try {
            return Files.readString(HOST).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("splunk: cannot access hostname to set source field", e);
        }
    }

    /** Whether there is an event for this record: collectors take no blank raw ones, which dockerd does not send either. */
    boolean hasEvent(LogRecord record) {
        return !form.equals("raw") || !Blank.isBlank(record.text());
    }

    /** Adds the record's event. */
    void write(LogRecord record, JsonBytes out) {
        out.raw(BEGIN);
        if (form.equals("raw")) {
            out.raw('"').raw(attributes).escaped(record.text()).raw('"');
        } else {
            out.raw(LINE);
            if (!form.equals("json") || !compact.write(record.text(), out)) {
                out.raw('"').escaped(record.text()).raw('"');
            }
            out.raw(SOURCE).raw(record.source() == LogSource.STDOUT ? "stdout\"" : "stderr\"").raw(attributes);
        }
        out.raw(TIME).raw(seconds(record.epochNanos())).raw(end);
    }

    /** Seconds as Go prints a float64 of them by {@code %f}: what the float has lost of the time is lost here, too. */
    static String seconds(long epochNanos) {
        return new BigDecimal(epochNanos / NANOS).setScale(MICROS, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
