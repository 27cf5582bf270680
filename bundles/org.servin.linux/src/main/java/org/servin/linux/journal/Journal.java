package org.servin.linux.journal;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/**
 * The journal of this machine, or one in a folder, entry by entry: sd-journal(3). The library is loaded by the first one that is opened. It maps the journal's files as they
 * are at the opening; entries that are added to those are seen, files that are begun later are not. Used by one thread at a time. Failures are {@link ErrnoException}.
 */
public final class Journal implements AutoCloseable {
    private final Pointer journal;
    private final Memory results = new Memory(2L * Long.BYTES);

    /** A field's name, as the library wants it. Immutable. */
    public static final class Field {
        private final Memory name;
        private final int prefix;

        /** By its name. */
        public Field(String name) {
            this.name = text(name);
            this.prefix = name.length() + 1;
        }
    }

    private Journal(Pointer journal) {
        this.journal = journal;
    }

    /**
     * Opens it before its first entry.
     *
     * @param folder where the files are, or folders with them; empty for those of this machine
     * @throws JournalException the library is not installed
     */
    public static Journal open(Optional<Path> folder) {
        Memory result = new Memory(Long.BYTES);
        result.clear();
        try {
            int opened = folder.isPresent() ? JournalLibrary.sd_journal_open_directory(result, text(folder.get().toString()), 0)
                    : JournalLibrary.sd_journal_open(result, JournalLibrary.LOCAL_ONLY);
            check(opened, "sd_journal_open");
        } catch (LinkageError e) {
            throw new JournalException("cannot load " + JournalLibrary.NAME + " (Debian package libsystemd0): " + e.getMessage(), e);
        }
        Journal journal = new Journal(result.getPointer(0));
        check(JournalLibrary.sd_journal_set_data_threshold(journal.journal, 0), "sd_journal_set_data_threshold");
        return journal;
    }

    private static Memory text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Memory memory = new Memory(bytes.length + 1L);
        memory.write(0, bytes, 0, bytes.length);
        memory.setByte(bytes.length, (byte) 0);
        return memory;
    }

    private static int check(int result, String call) {
        if (result < 0) {
            throw new ErrnoException(call, "", -result);
        }
        return result;
    }

    /** Passes over all entries that do not have this field. */
    public void match(String name, String value) {
        Memory match = text(name + "=" + value);
        check(JournalLibrary.sd_journal_add_match(journal, match, match.size() - 1), "sd_journal_add_match");
    }

    /** Goes before the first entry. */
    public void toStart() {
        check(JournalLibrary.sd_journal_seek_head(journal), "sd_journal_seek_head");
    }

    /** Goes behind the last entry. */
    public void toEnd() {
        check(JournalLibrary.sd_journal_seek_tail(journal), "sd_journal_seek_tail");
    }

    /** Goes before the first entry that journald received at this time or later, in microseconds since 1970. */
    public void toTime(long epochMicros) {
        check(JournalLibrary.sd_journal_seek_realtime_usec(journal, epochMicros), "sd_journal_seek_realtime_usec");
    }

    /** Goes before the entry with this name, or where it was. */
    public void toEntry(String cursor) {
        check(JournalLibrary.sd_journal_seek_cursor(journal, text(cursor)), "sd_journal_seek_cursor");
    }

    /** Goes to the next entry; false if there is none yet. */
    public boolean next() {
        return check(JournalLibrary.sd_journal_next(journal), "sd_journal_next") > 0;
    }

    /** Goes to the entry before; false if there is none. */
    public boolean previous() {
        return check(JournalLibrary.sd_journal_previous(journal), "sd_journal_previous") > 0;
    }

    /** Whether the present entry has this name. */
    public boolean isAt(String cursor) {
        return check(JournalLibrary.sd_journal_test_cursor(journal, text(cursor)), "sd_journal_test_cursor") > 0;
    }

    /** A name of the present entry that is its own, also in other files. */
    public String cursor() {
        check(JournalLibrary.sd_journal_get_cursor(journal, results), "sd_journal_get_cursor");
        Pointer cursor = results.getPointer(0);
        try {
            return cursor.getString(0, StandardCharsets.US_ASCII.name());
        } finally {
            JournalCalls.free(cursor);
        }
    }

    /** When journald received the present entry, in microseconds since 1970. */
    public long epochMicros() {
        check(JournalLibrary.sd_journal_get_realtime_usec(journal, results), "sd_journal_get_realtime_usec");
        return results.getLong(0);
    }

    /** A field of the present entry, if it has it; one of them, if it has several of the name. */
    public Optional<byte[]> field(Field field) {
        int result = JournalLibrary.sd_journal_get_data(journal, field.name, results, results.share(Long.BYTES));
        if (result == -Errno.ENOENT) {
            return Optional.empty();
        }
        check(result, "sd_journal_get_data");
        return Optional.of(results.getPointer(0).getByteArray(field.prefix, (int) results.getLong(Long.BYTES) - field.prefix));
    }

    @Override
    public void close() {
        JournalLibrary.sd_journal_close(journal);
        results.close();
    }
}
