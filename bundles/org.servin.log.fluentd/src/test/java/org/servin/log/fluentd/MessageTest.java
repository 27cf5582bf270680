package org.servin.log.fluentd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.option.LinePieces;

class MessageTest {
    private static final Value PARTIAL_ID = ValueFactory.newString("partial_id");

    private static List<ArrayValue> golden(String name) throws IOException {
        try (InputStream text = MessageTest.class.getResourceAsStream("/golden/" + name + ".msgpack.base64");
                InputStream in = Base64.getMimeDecoder().wrap(text); MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(in)) {
            List<ArrayValue> messages = new ArrayList<>();
            while (unpacker.hasNext()) {
                messages.add(unpacker.unpackValue().asArrayValue());
            }
            return messages;
        }
    }

    private static LogTarget target(String id, String name, Map<String, String> options) {
        return new LogTarget(id, name, "sha256:0", "busybox", List.of("sh"), List.of("B=2", "C=", "PATH=/bin"), Map.of("a", "1", "app.b", "x"), 0, options, Path.of("/"));
    }

    /**
     * The golden files are what dockerd 20.10.24 sent for the container of {@link #target}, one message a record. The same records in one message of ours must have the same tag,
     * times and members of the same types; only the name of a line in pieces is each engine's own.
     */
    @ParameterizedTest
    @CsvSource({"dockerd,fl-golden,t/{{.Name}},true", "dockerd-seconds,fl-golden-seconds,,false"})
    void recordsAreDockerds(String file, String name, String tag, boolean subSecond) throws IOException {
        List<ArrayValue> theirs = golden(file);
        Map<String, String> options = new HashMap<>();
        if (subSecond) {
            options.putAll(Map.of("labels", "a", "labels-regex", "^app", "env", "B,C", "fluentd-sub-second-precision", "true", "tag", tag));
        }
        LogTarget target = target(member(theirs.get(0), "container_id").asString(), name, options);
        List<LogRecord> records = new ArrayList<>();
        for (ArrayValue message : theirs) {
            Map<Value, Value> members = message.get(2).asMapValue().map();
            LogSource source = LogSource.valueOf(member(message, "source").asString().toUpperCase(java.util.Locale.ROOT));
            records.add(new LogRecord(source, nanos(message.get(1)), member(message, "log").asByteArray(), !members.containsKey(PARTIAL_ID)));
        }
        ArrayValue ours = message(new Message(FluentdOptions.of(options), target).of(records, new LinePieces(target.containerId()), Optional.empty()));
        assertEquals(theirs.get(0).get(0), ours.get(0));
        List<ArrayValue> entries = Receiver.entries(ours);
        assertEquals(theirs.size(), entries.size());
        for (int i = 0; i < entries.size(); i++) {
            assertEquals(theirs.get(i).get(1), entries.get(i).get(0));
            assertEquals(withoutLineId(theirs.get(i).get(2)), withoutLineId(entries.get(i).get(1)));
        }
    }

    private static org.msgpack.value.StringValue member(ArrayValue message, String name) {
        return message.get(2).asMapValue().map().get(ValueFactory.newString(name)).asStringValue();
    }

    private static Map<Value, Value> withoutLineId(Value members) {
        Map<Value, Value> rest = new HashMap<>(members.asMapValue().map());
        Value id = rest.remove(PARTIAL_ID);
        assertEquals(64, id == null ? 64 : id.asStringValue().asString().length());
        return rest;
    }

    private static long nanos(Value time) {
        if (time.isIntegerValue()) {
            return time.asIntegerValue().asLong() * 1_000_000_000;
        }
        ByteBuffer eventTime = ByteBuffer.wrap(time.asExtensionValue().getData());
        return eventTime.getInt() * 1_000_000_000L + eventTime.getInt();
    }

    private static ArrayValue message(List<ByteBuffer> parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(part -> all.write(part.array(), 0, part.limit()));
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(all.toByteArray())) {
            ArrayValue message = unpacker.unpackValue().asArrayValue();
            assertFalse(unpacker.hasNext());
            return message;
        }
    }

    /** As seen with dockerd 20.10.24: {@code --label log=overwritten --log-opt labels=log}. */
    @Test
    void aLabelMayStandInForTheText() throws IOException {
        LogTarget target = new LogTarget("id", "n", "sha256:0", "i", List.of(), List.of(), Map.of("log", "overwritten"), 0, Map.of("labels", "log"), Path.of("/"));
        List<LogRecord> records = List.of(new LogRecord(LogSource.STDOUT, 0, "hi".getBytes(), true), new LogRecord(LogSource.STDOUT, 0, "hi".getBytes(), false));
        ArrayValue message = message(new Message(FluentdOptions.of(target.options()), target).of(records, new LinePieces("id"), Optional.of("c")));
        assertEquals(List.of("overwritten", "overwritten"), Receiver.entries(message).stream().map(Receiver::log).toList());
        assertEquals(ValueFactory.newMap(ValueFactory.newString("size"), ValueFactory.newInteger(2), ValueFactory.newString("chunk"), ValueFactory.newString("c")), message.get(2));
    }
}
