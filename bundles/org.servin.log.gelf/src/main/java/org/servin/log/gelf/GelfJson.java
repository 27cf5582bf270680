package org.servin.log.gelf;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.option.LogAttributes;
import org.servin.spi.log.text.JsonBytes;

/**
 * Writes records as dockerd does:
 * {@code {"version":"1.1","host":"machine","short_message":"text","timestamp":1136214245.123,"level":6,"_command":"sh",...}}. The level is that of syslog: 6 for standard output, 3 for
 * standard error. A piece of a long line is a message that does not say so. Used by one thread.
 */
final class GelfJson {
    private static final long MILLION = 1_000_000L;
    private static final int ERROR = 3;
    private static final int INFORMATIONAL = 6;

    private final JsonBytes out = new JsonBytes();
    private final byte[] head;
    private final byte[][] levelAndFields = new byte[LogSource.values().length][];

    /**
     * For one container.
     *
     * @param host the machine's name
     * @param tag the tag, filled in
     */
    GelfJson(LogTarget target, String host, String tag) {
        head = out.raw("{\"version\":\"1.1\",\"host\":").string(host).raw(",\"short_message\":\"").toBytes();
        Map<String, String> fields = fields(target, tag);
        for (LogSource source : LogSource.values()) {
            out.clear();
            out.raw(",\"level\":" + (source == LogSource.STDERR ? ERROR : INFORMATIONAL));
            fields.forEach((name, value) -> out.raw(',').string(name).raw(':').string(value));
            levelAndFields[source.ordinal()] = out.raw('}').toBytes();
        }
    }

    /** Labels and variables have an underscore in front, if they have none, and come before the container's own fields of the same name. */
    private static Map<String, String> fields(LogTarget target, String tag) {
        Map<String, String> fields = new TreeMap<>(Map.of(
                "_container_id", target.containerId(),
                "_container_name", target.containerName(),
                "_image_id", target.imageId(),
                "_image_name", target.imageName(),
                "_command", String.join(" ", target.command()),
                "_tag", tag,
                "_created", created(target.createdEpochNanos())));
        LogAttributes.of(target).forEach((name, value) -> fields.put(name.startsWith("_") ? name : "_" + name, value));
        return fields;
    }

    /** As Go writes times: without zeros at the end of the fraction. */
    private static String created(long epochNanos) {
        String seconds = Instant.ofEpochSecond(Math.floorDiv(epochNanos, 1000 * MILLION)).toString();
        String fraction = "%09d".formatted(Math.floorMod(epochNanos, 1000 * MILLION)).replaceFirst("0+$", "");
        return fraction.isEmpty() ? seconds : seconds.substring(0, seconds.length() - 1) + "." + fraction + "Z";
    }

    /** Writes a record into {@link JsonBytes#array}, which is the same each time. */
    JsonBytes write(LogRecord record) {
        out.clear();
        out.raw(head).escaped(record.text()).raw("\",\"timestamp\":").raw(timestamp(Math.floorDiv(record.epochNanos(), MILLION)));
        return out.raw(levelAndFields[record.source().ordinal()]);
    }

    /** Seconds with milliseconds, without zeros at the end. */
    private static byte[] timestamp(long millis) {
        StringBuilder text = new StringBuilder().append(millis / 1000);
        long left = millis % 1000;
        if (left != 0) {
            text.append('.');
            for (long unit = 100; left != 0; unit /= 10) {
                text.append((char) ('0' + left / unit));
                left %= unit;
            }
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
