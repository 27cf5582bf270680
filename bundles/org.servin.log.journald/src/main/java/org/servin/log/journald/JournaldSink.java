package org.servin.log.journald;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.servin.linux.ErrnoException;
import org.servin.linux.journal.JournalException;
import org.servin.linux.journal.JournalSocket;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.option.LinePieces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends batches to journald. What the journal has cannot be taken back, so going back to a mark means to look up which records came after it; those are passed over when they
 * come again. A mark is the {@link Ordinal} of the next record.
 */
final class JournaldSink implements LogSink {
    private static final Logger LOG = LoggerFactory.getLogger(JournaldSink.class);
    /** How long to wait while journald takes nothing. */
    static final int PATIENCE_MILLIS = 10_000;

    private final JournalPlace place;
    private final String containerId;
    private final Entries entries;
    private final Deliveries deliveries;
    private LinePieces pieces;
    private Ordinal next = new Ordinal(UUID.randomUUID().toString().replace("-", ""), 0);
    private Ordinal mark = next;
    private Optional<Resent> resent = Optional.empty();
    private JournalSocket socket;
    private boolean failed;

    JournaldSink(JournalPlace place, String containerId, Entries entries, Deliveries deliveries) {
        this.place = place;
        this.containerId = containerId;
        this.entries = entries;
        this.deliveries = deliveries;
        this.pieces = deliveries.take(containerId);
    }

    @Override
    public LogReceipt append(List<LogRecord> batch) {
        int there = resent.map(records -> records.skip(batch)).orElse(0);
        LinePieces after = pieces.copy();
        batch.subList(0, there).forEach(after::next);
        List<LogRecord> missing = batch.subList(there, batch.size());
        int sent = missing.isEmpty() ? 0 : send(missing, after.copy());
        missing.subList(0, sent).forEach(after::next);
        pieces = after;
        resent = resent.filter(records -> !records.isEmpty());
        if (resent.isEmpty()) {
            mark = next;
        }
        return new LogReceipt(there + sent, 0);
    }

    /** Gives how many of them the journal has then. */
    private int send(List<LogRecord> records, LinePieces after) {
        failed = true;
        try {
            if (socket == null) {
                socket = JournalSocket.connect(place.socket(), PATIENCE_MILLIS);
            }
            int sent = socket.send(entries.of(records, next, after));
            next = next.plus(sent);
            failed = false;
            return sent;
        } catch (ErrnoException e) {
            closeSocket();
            throw new ServinException(ErrorKind.UNAVAILABLE, "log driver journald: " + e.getMessage(), e);
        }
    }

    /** As long as records may come again that the journal has, the mark from which they were looked up. */
    @Override
    public String mark() {
        return mark.toString();
    }

    @Override
    public void rewind(String to) {
        mark = Ordinal.parse(to);
        next = mark;
        try (ContainerJournal journal = ContainerJournal.open(place, containerId)) {
            Resent found = Resent.after(mark, journal);
            next = found.next();
            resent = Optional.of(found);
        } catch (JournalException | ErrnoException e) {
            LOG.warn("log driver journald: the journal cannot be read ({}): the last records of container {} may be in it twice", e.getMessage(), containerId);
        }
    }

    private void closeSocket() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }

    @Override
    public void close() {
        if (failed) {
            deliveries.keep(containerId, pieces);
        }
        closeSocket();
    }
}
