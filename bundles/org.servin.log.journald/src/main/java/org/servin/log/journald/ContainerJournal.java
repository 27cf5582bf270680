package org.servin.log.journald;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.Self;
import org.servin.linux.journal.Journal;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/**
 * What the journal has of one container. Entries that were not written by this engine's user are passed over: anybody may write to the journal, and name any container. Used by one
 * thread at a time.
 */
final class ContainerJournal implements AutoCloseable {
    private static final long NANOS_OF_MICRO = 1000;
    private static final byte[] ERR = {'3'};
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);

    private final Journal journal;
    private final byte[] user = Integer.toUnsignedString(Self.read().euid()).getBytes(StandardCharsets.US_ASCII);
    private final RecordField recordField = new RecordField();

    /** The fields that are read; one set for all readers, made by the first one. */
    private static final class Fields {
        private static final Journal.Field USER = new Journal.Field("_UID");
        private static final Journal.Field MESSAGE = new Journal.Field(FieldNames.MESSAGE);
        private static final Journal.Field PRIORITY = new Journal.Field(FieldNames.PRIORITY);
        private static final Journal.Field PARTIAL = new Journal.Field(FieldNames.PARTIAL);
        private static final Journal.Field RECORD = new Journal.Field(FieldNames.RECORD);

        private Fields() { }
    }

    private ContainerJournal(Journal journal) {
        this.journal = journal;
    }

    static ContainerJournal open(JournalPlace place, String containerId) {
        ContainerJournal journal = new ContainerJournal(Journal.open(place.folder()));
        try {
            journal.journal.match(FieldNames.FULL_ID, containerId);
            return journal;
        } catch (ErrnoException e) {
            journal.close();
            throw e;
        }
    }

    void toStart() {
        journal.toStart();
    }

    void toEnd() {
        journal.toEnd();
    }

    void toTime(long epochNanos) {
        journal.toTime(epochNanos / NANOS_OF_MICRO);
    }

    void toEntry(String cursor) {
        journal.toEntry(cursor);
    }

    boolean next() {
        return journal.next();
    }

    boolean previous() {
        return journal.previous();
    }

    boolean isAt(String cursor) {
        return journal.isAt(cursor);
    }

    String cursor() {
        return journal.cursor();
    }

    /** The record of the present entry; empty if it is none of this engine. */
    Optional<Stored> record() {
        if (!is(Fields.USER, user)) {
            return Optional.empty();
        }
        Optional<byte[]> text = journal.field(Fields.MESSAGE);
        return text.isEmpty() ? Optional.empty() : journal.field(Fields.RECORD).flatMap(field -> recordField.read(field, text.get())).or(() -> Optional.of(dockerds(text.get())));
    }

    private Stored dockerds(byte[] text) {
        LogSource source = is(Fields.PRIORITY, ERR) ? LogSource.STDERR : LogSource.STDOUT;
        return new Stored(new LogRecord(source, journal.epochMicros() * NANOS_OF_MICRO, text, !is(Fields.PARTIAL, TRUE)), Optional.empty());
    }

    private boolean is(Journal.Field field, byte[] value) {
        return journal.field(field).filter(other -> Arrays.equals(other, value)).isPresent();
    }

    @Override
    public void close() {
        journal.close();
    }
}
