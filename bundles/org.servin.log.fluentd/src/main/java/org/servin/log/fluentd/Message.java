package org.servin.log.fluentd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.option.LinePieces;
import org.servin.spi.log.option.LogAttributes;
import org.servin.spi.log.option.TagTemplate;

/** Writes records in the form of the Forward Protocol Specification v1, section "PackedForward Mode": many at once, each with the members that dockerd gives it. */
final class Message {
    private static final String LOG = "log";
    private static final long NANOS = 1_000_000_000;
    private static final byte EVENT_TIME = 0;
    private static final int EVENT_TIME_BYTES = 8;
    private static final int BUFFER = 64 * 1024;
    private static final int SMALL_BUFFER = 1024;
    private static final byte[] KEY = bytes(LOG);

    private final FluentdOptions options;
    private final byte[] tag;
    private final Map<LogSource, Map<String, byte[]>> members = new EnumMap<>(LogSource.class);
    private final Map<LogSource, byte[]> packed = new EnumMap<>(LogSource.class);

    Message(FluentdOptions options, LogTarget target) {
        this.options = options;
        this.tag = bytes(TagTemplate.fill(target.options().getOrDefault("tag", "").isEmpty() ? "{{.ID}}" : target.options().get("tag"), target));
        Map<String, String> attributes = LogAttributes.of(target);
        for (LogSource source : LogSource.values()) {
            Map<String, byte[]> all = new LinkedHashMap<>();
            all.put("container_id", bytes(target.containerId()));
            all.put("container_name", bytes("/" + target.containerName()));
            all.put("source", bytes(source.text()));
            all.put(LOG, null); // the record's own
            attributes.forEach((name, value) -> all.put(name, bytes(value))); // also in place of those, as at dockerd
            members.put(source, all);
            packed.put(source, fixedPart(all));
        }
    }

    /** A name by which the destination acknowledges a message: section "Option", {@code chunk}. */
    static String newChunk() {
        UUID random = UUID.randomUUID();
        byte[] bits = ByteBuffer.allocate(2 * Long.BYTES).putLong(random.getMostSignificantBits()).putLong(random.getLeastSignificantBits()).array();
        return Base64.getEncoder().encodeToString(bits);
    }

    /**
     * The bytes of a message.
     *
     * @param pieces goes on by the records
     * @param chunk what the destination is to acknowledge; empty if it is not to
     */
    List<ByteBuffer> of(List<LogRecord> records, LinePieces pieces, Optional<String> chunk) {
        try (MessageBufferPacker entries = packer(BUFFER); MessageBufferPacker head = packer(SMALL_BUFFER); MessageBufferPacker tail = packer(SMALL_BUFFER)) {
            for (LogRecord record : records) {
                entry(entries, record, pieces.next(record));
            }
            byte[] body = entries.toByteArray();
            head.packArrayHeader(3);
            text(head, tag);
            head.packBinaryHeader(body.length);
            tail.packMapHeader(chunk.isPresent() ? 2 : 1).packString("size").packInt(records.size());
            if (chunk.isPresent()) {
                tail.packString("chunk").packString(chunk.get());
            }
            return List.of(ByteBuffer.wrap(head.toByteArray()), ByteBuffer.wrap(body), ByteBuffer.wrap(tail.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    private static MessageBufferPacker packer(int pageBytes) {
        return new MessagePack.PackerConfig().withBufferSize(pageBytes).newBufferPacker();
    }

    private void entry(MessagePacker to, LogRecord record, Optional<LinePieces.Piece> piece) throws IOException {
        to.packArrayHeader(2);
        time(to, record.epochNanos());
        if (piece.isPresent()) {
            withPiece(to, record, piece.get());
            return;
        }
        to.packMapHeader(members.get(record.source()).size());
        to.writePayload(packed.get(record.source()));
        if (members.get(record.source()).get(LOG) == null) {
            text(to, KEY);
            text(to, record.text());
        }
    }

    private void time(MessagePacker to, long epochNanos) throws IOException {
        long seconds = Math.floorDiv(epochNanos, NANOS);
        if (options.subSecondPrecision()) { // section "EventTime Ext Format"
            to.packExtensionTypeHeader(EVENT_TIME, EVENT_TIME_BYTES);
            to.addPayload(ByteBuffer.allocate(EVENT_TIME_BYTES).putInt((int) seconds).putInt((int) Math.floorMod(epochNanos, NANOS)).array());
        } else {
            to.packLong(seconds);
        }
    }

    private void withPiece(MessagePacker to, LogRecord record, LinePieces.Piece piece) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>(members.get(record.source()));
        all.putIfAbsent(LOG, record.text());
        all.put("partial_message", bytes("true"));
        all.put("partial_id", bytes(piece.lineId()));
        all.put("partial_ordinal", bytes(Integer.toString(piece.ordinal())));
        all.put("partial_last", bytes(Boolean.toString(piece.last())));
        to.packMapHeader(all.size());
        for (Map.Entry<String, byte[]> member : all.entrySet()) {
            text(to, bytes(member.getKey()));
            text(to, member.getValue());
        }
    }

    /** All members that do not change from record to record. */
    private static byte[] fixedPart(Map<String, byte[]> members) {
        try (MessageBufferPacker to = packer(SMALL_BUFFER)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                if (member.getValue() != null) {
                    text(to, bytes(member.getKey()));
                    text(to, member.getValue());
                }
            }
            return to.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /** A container may write what is no text; it is passed on as it is, and called a text, as by dockerd. */
    private static void text(MessagePacker to, byte[] text) throws IOException {
        to.packRawStringHeader(text.length);
        to.writePayload(text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
