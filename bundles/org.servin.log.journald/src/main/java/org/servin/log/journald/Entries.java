package org.servin.log.journald;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.servin.linux.journal.JournalEntries;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.option.LinePieces;
import org.servin.spi.log.option.LogAttributes;
import org.servin.spi.log.option.TagTemplate;

/** Writes records as the journal's entries, with the fields that dockerd gives them, and with the time at which a record came, as later versions of it add, and {@link RecordField}. Used by one thread. */
final class Entries {
    private static final int SHORT_ID = 12;
    private static final String IMAGE_NAME = "IMAGE_NAME";
    private static final Set<String> OWN_NAMES = Set.of("CONTAINER_ID", "CONTAINER_NAME", "CONTAINER_TAG", FieldNames.FULL_ID, "SYSLOG_IDENTIFIER");
    private static final byte[] MESSAGE = bytes(FieldNames.MESSAGE);
    private static final byte[] RECORD = bytes(FieldNames.RECORD);
    private static final byte[] TIME = bytes(FieldNames.TIME);
    private static final byte[] PARTIAL_ID = bytes("CONTAINER_PARTIAL_ID");
    private static final byte[] PARTIAL_ORDINAL = bytes("CONTAINER_PARTIAL_ORDINAL");
    private static final byte[] PARTIAL_LAST = bytes("CONTAINER_PARTIAL_LAST");
    private static final byte[] PARTIAL = bytes(FieldNames.PARTIAL);
    /** syslog's "informational" and "error". */
    private static final byte[] OUT_PRIORITY = bytes("PRIORITY=6\n");
    private static final byte[] ERR_PRIORITY = bytes("PRIORITY=3\n");

    private final byte[] common;
    private final Timestamps timestamps = new Timestamps();

    Entries(LogTarget target) {
        String given = target.options().getOrDefault("tag", "");
        String tag = TagTemplate.fill(given.isEmpty() ? "{{.ID}}" : given, target);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("CONTAINER_ID", target.containerId().substring(0, Math.min(SHORT_ID, target.containerId().length())));
        fields.put("CONTAINER_NAME", target.containerName());
        fields.put("CONTAINER_TAG", tag);
        fields.put(IMAGE_NAME, target.imageName());
        fields.put("SYSLOG_IDENTIFIER", tag);
        fields.putAll(attributes(target)); // also in place of those, as at dockerd
        fields.put(FieldNames.FULL_ID, target.containerId());
        JournalEntries packed = new JournalEntries();
        fields.forEach((name, value) -> packed.field(bytes(name), bytes(value)));
        common = packed.toByteArray();
    }

    /** The labels and variables of the options, by the names that they have in the journal. */
    static Map<String, String> attributes(LogTarget target) {
        Map<String, String> fields = new LinkedHashMap<>();
        LogAttributes.of(target).forEach((name, value) -> fields.put(FieldNames.of(name), value));
        fields.remove("");
        return fields;
    }

    /** What dockerd shows of each record besides its text: those and the image's name, but none of the fields that name the container. */
    static Map<String, String> details(LogTarget target) {
        Map<String, String> fields = attributes(target);
        fields.putIfAbsent(IMAGE_NAME, target.imageName());
        fields.keySet().removeAll(OWN_NAMES);
        return fields;
    }

    /**
     * The entries of some records. They are nobody's else: a container that is silent holds no memory for them.
     *
     * @param first of the first record; those of the others follow
     * @param pieces goes on by the records
     */
    JournalEntries of(List<LogRecord> records, Ordinal first, LinePieces pieces) {
        JournalEntries entries = new JournalEntries();
        Ordinal next = first;
        for (LogRecord record : records) {
            entries.fields(record.source() == LogSource.STDERR ? ERR_PRIORITY : OUT_PRIORITY).field(MESSAGE, record.text()).fields(common);
            entries.field(TIME, timestamps.write(record.epochNanos())).field(RECORD, RecordField.write(next, record));
            pieces.next(record).ifPresent(piece -> add(piece, entries));
            next = next.plus(1);
            entries.endEntry();
        }
        return entries;
    }

    private static void add(LinePieces.Piece piece, JournalEntries entries) {
        entries.field(PARTIAL_ID, bytes(piece.lineId())).field(PARTIAL_ORDINAL, bytes(Integer.toString(piece.ordinal())))
                .field(PARTIAL_LAST, bytes(Boolean.toString(piece.last())));
        if (!piece.last()) {
            entries.field(PARTIAL, bytes("true"));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
