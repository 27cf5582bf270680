package org.servin.log.fluentd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.option.LinePieces;
import org.servin.tck.log.Seen;

/** Messages as the contract's checks look at them: each record's text, stream, time and number of its piece. */
final class Received {
    private Received() { }

    static List<Seen> of(ArrayValue message, LogTarget target) {
        List<Seen> seen = new ArrayList<>();
        try {
            for (ArrayValue entry : Receiver.entries(message)) {
                Map<Value, Value> members = entry.get(1).asMapValue().map();
                if (text(members, "container_id").equals(target.containerId())) {
                    ByteBuffer time = ByteBuffer.wrap(entry.get(0).asExtensionValue().getData());
                    long nanos = time.getInt() * 1_000_000_000L + time.getInt();
                    String piece = members.containsKey(ValueFactory.newString("partial_message")) ? text(members, "partial_ordinal") + text(members, "partial_last") : "";
                    seen.add(new Seen(text(members, "log"), text(members, "source") + " " + nanos + " " + piece));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seen;
    }

    private static String text(Map<Value, Value> members, String name) {
        return new String(members.get(ValueFactory.newString(name)).asStringValue().asByteArray(), StandardCharsets.ISO_8859_1);
    }

    static List<Seen> expected(List<LogRecord> records) {
        LinePieces pieces = new LinePieces("");
        return records.stream().map(record -> new Seen(new String(record.text(), StandardCharsets.ISO_8859_1),
                record.source().text() + " " + record.epochNanos() + " " + pieces.next(record).map(piece -> piece.ordinal() + "" + piece.last()).orElse(""))).toList();
    }
}
