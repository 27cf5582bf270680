package org.servin.log.gelf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.servin.linux.socket.MessageBuffer;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

/** The messages are what dockerd 20.10.24 wrote of the same container, but for ids and times; packets are split where its library splits them. */
class GelfMessagesTest {
    private static final long TIME = 1_795_840_411_283_999_999L;
    private static final String CONTAINER = "\"_command\":\"sh -c \\u003ctrue\\u003e\",\"_container_id\":\"f4214ec817c3c392\",\"_container_name\":\"c1\","
            + "\"_created\":\"2026-11-28T04:33:31.1031Z\",\"_image_id\":\"sha256:2705\",\"_image_name\":\"busybox\",\"_tag\":\"f4214ec817c3\"}";

    private static LogTarget target(Map<String, String> options) {
        return new LogTarget("f4214ec817c3c392", "c1", "sha256:2705", "busybox", List.of("sh", "-c", "<true>"), List.of("A=va", "_C=vc", "version=9"), Map.of("la", "lb", "image_id", "fake"),
                1_795_840_411_103_100_000L, options, Path.of("/nonexistent"));
    }

    private static GelfJson json(Map<String, String> options) {
        return new GelfJson(target(options), "vm", "f4214ec817c3");
    }

    private static LogRecord record(LogSource source, long nanos, String text) {
        return new LogRecord(source, nanos, text.getBytes(StandardCharsets.UTF_8), true);
    }

    private static String text(MessageBuffer buffer) {
        return new String(buffer.bytes(), 0, buffer.length(), StandardCharsets.UTF_8);
    }

    private static byte[] message(MessageBuffer buffer, int number) {
        return Arrays.copyOfRange(buffer.bytes(), buffer.start(number), buffer.end(number));
    }

    @Test
    void fields() {
        String head = "{\"version\":\"1.1\",\"host\":\"vm\",\"short_message\":";
        assertEquals(head + "\"out \\u003c\\t\u00e9\",\"timestamp\":1795840411.283,\"level\":6," + CONTAINER,
                new String(json(Map.of()).write(record(LogSource.STDOUT, TIME, "out <\t\u00e9")).toBytes(), StandardCharsets.UTF_8));
        assertEquals(head + "\"err\",\"timestamp\":1795840412.46,\"level\":3," + CONTAINER,
                new String(json(Map.of()).write(record(LogSource.STDERR, 1_795_840_412_460_000_000L, "err")).toBytes(), StandardCharsets.UTF_8));
        assertTrue(new String(json(Map.of()).write(record(LogSource.STDERR, 1_795_840_412_000_900_000L, "err")).toBytes(), StandardCharsets.UTF_8).contains("\"timestamp\":1795840412,"));
    }

    @Test
    void labelsAndVariablesComeBeforeTheContainersOwn() {
        String json = new String(json(Map.of("labels", "la,image_id", "env", "A,_C", "env-regex", "^ver")).write(record(LogSource.STDOUT, TIME, "x")).toBytes(), StandardCharsets.UTF_8);
        assertTrue(json.contains("\"level\":6,\"_A\":\"va\",\"_C\":\"vc\",\"_command\":"), json);
        assertTrue(json.contains("\"_image_id\":\"fake\",\"_image_name\":\"busybox\",\"_la\":\"lb\",\"_tag\":\"f4214ec817c3\",\"_version\":\"9\"}"), json);
    }

    @Test
    void messagesOfTcpEndWithZero() {
        MessageBuffer buffer = new TcpMessages(json(Map.of())).write(List.of(record(LogSource.STDOUT, TIME, ""), record(LogSource.STDOUT, TIME, "a\0"), record(LogSource.STDOUT, TIME, "b")));
        String[] messages = text(buffer).split("\0");
        assertEquals(2, messages.length);
        assertTrue(messages[0].contains("\"a\\u0000\"") && messages[1].contains("\"b\""), text(buffer));
        assertEquals(2, buffer.messages());
        assertEquals(1, buffer.recordsIn(0));
        assertEquals(3, buffer.recordsIn(2));
    }

    private static byte[] unpacked(Compression compression, byte[] bytes) throws IOException {
        try (InputStream in = switch (compression) {
            case GZIP -> new GZIPInputStream(new ByteArrayInputStream(bytes));
            case ZLIB -> new InflaterInputStream(new ByteArrayInputStream(bytes));
            case NONE -> new ByteArrayInputStream(bytes);
        }) {
            return in.readAllBytes();
        }
    }

    @Test
    void eachCompressionAndLevel() throws IOException {
        for (Compression compression : Compression.values()) {
            for (int level = -1; level <= 9; level++) {
                try (UdpMessages messages = new UdpMessages(json(Map.of()), compression, level)) {
                    MessageBuffer buffer = messages.write(List.of(record(LogSource.STDOUT, TIME, "one"), record(LogSource.STDOUT, TIME, ""), record(LogSource.STDOUT, TIME, "two")));
                    assertEquals(2, buffer.messages());
                    assertArrayEquals(json(Map.of()).write(record(LogSource.STDOUT, TIME, "one")).toBytes(), unpacked(compression, message(buffer, 0)));
                    assertArrayEquals(json(Map.of()).write(record(LogSource.STDOUT, TIME, "two")).toBytes(), unpacked(compression, message(buffer, 1)));
                }
            }
        }
    }

    private static String random(int length) {
        return new Random(length).ints(length, 'a', 'z' + 1).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    @Test
    void longMessagesAreSplit() throws IOException {
        LogRecord record = record(LogSource.STDOUT, TIME, random(16_384));
        for (Compression compression : Compression.values()) {
            try (UdpMessages messages = new UdpMessages(json(Map.of()), compression, 1)) {
                MessageBuffer buffer = messages.write(List.of(record));
                assertEquals(1, buffer.recordsIn(buffer.messages()));
                assertEquals(0, buffer.recordsIn(buffer.messages() - 1));
                ByteArrayOutputStream joined = new ByteArrayOutputStream();
                for (int i = 0; i < buffer.messages(); i++) {
                    byte[] chunk = message(buffer, i);
                    assertTrue(i == buffer.messages() - 1 || chunk.length == 1420);
                    assertArrayEquals(new byte[] {0x1e, 0x0f}, Arrays.copyOf(chunk, 2));
                    assertArrayEquals(Arrays.copyOfRange(message(buffer, 0), 2, 10), Arrays.copyOfRange(chunk, 2, 10));
                    assertEquals(i, chunk[10]);
                    assertEquals(buffer.messages(), chunk[11]);
                    joined.write(chunk, 12, chunk.length - 12);
                }
                assertArrayEquals(json(Map.of()).write(record).toBytes(), unpacked(compression, joined.toByteArray()));
            }
        }
    }

    @Test
    void splitsWhereItMust() {
        int around = json(Map.of()).write(record(LogSource.STDOUT, TIME, "")).length();
        int[] lengthsAndChunks = {1420, 1, 1421, 2, 2 * 1408, 2, 2 * 1408 + 1, 3, 128 * 1408, 128};
        for (int i = 0; i < lengthsAndChunks.length; i += 2) {
            try (UdpMessages messages = new UdpMessages(json(Map.of()), Compression.NONE, 1)) {
                assertEquals(lengthsAndChunks[i + 1], messages.write(List.of(record(LogSource.STDOUT, TIME, "x".repeat(lengthsAndChunks[i] - around)))).messages());
            }
        }
        try (UdpMessages messages = new UdpMessages(json(Map.of()), Compression.NONE, 1)) {
            MessageBuffer buffer = messages.write(List.of(record(LogSource.STDOUT, TIME, "x".repeat(128 * 1408 + 1 - around)), record(LogSource.STDOUT, TIME, "y")));
            assertEquals(1, buffer.messages());
            assertEquals(2, buffer.recordsIn(1));
            assertEquals(1, buffer.refusedIn(2));
        }
    }
}
