package org.servin.log.journald;

import java.util.Optional;
import org.servin.linux.ErrnoException;
import org.servin.linux.journal.JournalException;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogRecord;

/**
 * Reads a container's log out of the journal, and goes on while it grows and begins new files.
 *
 * <p>A position is the journal's own name of the last entry that was read; empty before the first one.
 */
final class JournaldCursor implements LogCursor {
    private final JournalPlace place;
    private final String containerId;
    private final LogQuery query;
    private final Repeats repeats = Repeats.forward();
    private JournalFolders folders;
    private ContainerJournal journal;
    /** Where this cursor began, until an entry was read. */
    private String begin = "";
    private boolean standing;
    /** The present entry has not been read. */
    private boolean unread;
    private boolean over;

    JournaldCursor(JournalPlace place, String containerId, LogQuery query) {
        this.place = place;
        this.containerId = containerId;
        this.query = query;
        readable(() -> {
            open();
            if (query.after().isPresent()) {
                goAfter(query.after().get());
            } else if (query.tail() >= 0) {
                goBack(query.tail());
            } else {
                goToBegin();
            }
            return true;
        });
    }

    /** Something that reads. */
    private interface Reading<T> {
        T read();
    }

    private <T> T readable(Reading<T> reading) {
        try {
            return reading.read();
        } catch (JournalException e) {
            close();
            throw new ServinException(ErrorKind.UNSUPPORTED, "log driver journald cannot read back: " + e.getMessage(), e);
        } catch (ErrnoException e) {
            close();
            throw new ServinException(ErrorKind.INTERNAL, "log driver journald: cannot read the journal: " + e.getMessage(), e);
        }
    }

    private void open() {
        folders = JournalFolders.of(place); // before the files are looked for: what comes meanwhile is a change
        journal = ContainerJournal.open(place, containerId);
    }

    private void goToBegin() {
        if (query.sinceEpochNanos() > 0) {
            journal.toTime(query.sinceEpochNanos()); // journald had no record before the engine had it
        } else {
            journal.toStart();
        }
    }

    /** Goes to the entry before the last ones. */
    private void goBack(long tail) {
        journal.toEnd();
        Repeats back = Repeats.backward();
        for (long count = 0; journal.previous();) {
            Optional<Stored> stored = journal.record();
            if (stored.isEmpty()) {
                continue;
            }
            if (count == tail) {
                standing = true;
                return;
            }
            if (!back.isRepeated(stored.get().ordinal())) {
                count++;
            }
        }
        goToBegin();
    }

    private void goAfter(String position) {
        begin = position;
        if (position.isEmpty()) {
            goToBegin();
            return;
        }
        journal.toEntry(position);
        if (journal.next()) {
            standing = journal.isAt(position);
            unread = !standing; // it has gone: what came after it is next
            if (standing) {
                journal.record().ifPresent(last -> repeats.isRepeated(last.ordinal())); // what comes is compared with it
            }
        }
    }

    @Override
    public Optional<LogRecord> next() {
        return readable(() -> {
            while (!over) {
                if (!advance()) {
                    if (!folders.haveChanged(place)) {
                        return Optional.empty();
                    }
                    openAgain();
                    if (!advance()) {
                        return Optional.empty();
                    }
                }
                Optional<Stored> stored = journal.record().filter(this::isWanted);
                if (stored.isPresent()) {
                    return Optional.of(stored.get().record());
                }
            }
            return Optional.empty();
        });
    }

    private boolean advance() {
        if (!unread && !journal.next()) {
            return false;
        }
        unread = false;
        standing = true;
        return true;
    }

    private void openAgain() {
        String position = position();
        journal.close();
        journal = null;
        standing = false;
        open();
        goAfter(position);
    }

    private boolean isWanted(Stored stored) {
        long nanos = stored.record().epochNanos();
        if (nanos > query.untilEpochNanos()) {
            over = true;
            return false;
        }
        return !repeats.isRepeated(stored.ordinal()) && nanos >= query.sinceEpochNanos();
    }

    @Override
    public String position() {
        return standing ? journal.cursor() : begin;
    }

    @Override
    public void close() {
        if (journal != null) {
            journal.close();
            journal = null;
        }
    }
}
