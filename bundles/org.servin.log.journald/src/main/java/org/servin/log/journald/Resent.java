package org.servin.log.journald;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/**
 * Records that the journal has and that come again, since the engine does not know that it has them: all that came after a mark, for each stream in order.
 */
final class Resent {
    /** What may come after a mark, with room for what is there twice. */
    private static final int MOST = 4000;

    private final Map<LogSource, Deque<LogRecord>> left = new EnumMap<>(LogSource.class);
    private final Ordinal next;

    private Resent(TreeMap<Long, LogRecord> records, Ordinal mark) {
        for (LogSource source : LogSource.values()) {
            left.put(source, new ArrayDeque<>());
        }
        records.values().forEach(record -> left.get(record.source()).add(record));
        next = records.isEmpty() ? mark : new Ordinal(mark.epoch(), records.lastKey() + 1);
    }

    /** Looks them up. */
    static Resent after(Ordinal mark, ContainerJournal journal) {
        TreeMap<Long, LogRecord> found = new TreeMap<>();
        journal.toEnd();
        for (int i = 0; i < MOST && journal.previous(); i++) {
            Optional<Stored> stored = journal.record();
            if (stored.isEmpty()) {
                continue;
            }
            Optional<Ordinal> ordinal = stored.get().ordinal();
            if (ordinal.isEmpty() || !ordinal.get().isSameEpoch(mark) || ordinal.get().number() < mark.number()) {
                break;
            }
            found.put(ordinal.get().number(), stored.get().record());
        }
        return new Resent(found, mark);
    }

    /** Of which the next record is that is not there. */
    Ordinal next() {
        return next;
    }

    boolean isEmpty() {
        return left.values().stream().allMatch(Deque::isEmpty);
    }

    /** How many of a batch's first records are there. If others come, the rest will not come again. */
    int skip(List<LogRecord> batch) {
        Deque<LogRecord> there = left.get(batch.get(0).source());
        int count = 0;
        while (count < batch.size() && !there.isEmpty() && isSame(there.peek(), batch.get(count))) {
            there.remove();
            count++;
        }
        if (count < batch.size()) {
            there.clear();
        }
        return count;
    }

    /** Its time may be another one now. */
    private static boolean isSame(LogRecord one, LogRecord other) {
        return one.source() == other.source() && one.complete() == other.complete() && Arrays.equals(one.text(), other.text());
    }
}
