package org.servin.tck.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogReadSupport;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** Ways to read a log that several checks go. */
record Reading(LogBench bench) {
    void assertRead(List<LogRecord> expected, List<LogRecord> read) {
        LogBench.assertSame(bench.contract().expected(expected), LogBench.seen(read));
    }

    List<LogRecord> writeMany(LogTarget target, int count) {
        List<LogRecord> all = bench.lines(0, count);
        try (LogSink sink = bench.driver().open(target)) {
            for (int i = 0; i < count; i += 10) {
                LogBench.append(sink, all.subList(i, i + 10));
            }
        }
        return all;
    }

    void sinceAndUntil(LogTarget target, List<LogRecord> all) {
        int size = all.size();
        for (int from = 0; from < size; from += 31) {
            int to = Math.min(size - 1, from + 12);
            long since = all.get(from).epochNanos();
            long until = all.get(to).epochNanos();
            assertRead(all.subList(from, to + 1), bench.read(target, new LogQuery(since, until, -1, Optional.empty())));
            assertRead(all.subList(Math.max(from, size - 20), size), bench.read(target, new LogQuery(since, Long.MAX_VALUE, 20, Optional.empty())));
        }
        assertRead(List.of(), bench.read(target, new LogQuery(bench.clock() + 1, Long.MAX_VALUE, -1, Optional.empty())));
        assertRead(List.of(), bench.read(target, new LogQuery(Long.MIN_VALUE, all.get(0).epochNanos() - 1, -1, Optional.empty())));
    }

    void goOn(LogTarget target, int count) {
        List<LogRecord> all = bench.lines(0, count);
        List<LogRecord> read = new ArrayList<>();
        LogQuery query = LogQuery.all();
        for (int i = 0; i < count; i += 20) {
            bench.write(target, all.subList(i, i + 10), all.subList(i + 10, i + 20));
            try (LogCursor cursor = bench.reader().read(target, query)) {
                for (int n = 0; n < 13; n++) {
                    cursor.next().ifPresent(read::add);
                }
                query = LogBench.after(cursor.position());
            }
        }
        read.addAll(bench.read(target, query));
        assertRead(all, read);
    }

    void readWhileWriting(LogTarget target) {
        List<LogRecord> all = bench.lines(0, 5000);
        LogReadSupport reader = bench.reader();
        Work<List<LogRecord>> reading = Work.start(() -> {
            List<LogRecord> read = new ArrayList<>();
            try (LogCursor cursor = reader.read(target, LogQuery.all())) {
                bench.await(() -> {
                    read.addAll(LogBench.rest(cursor));
                    return read.size() >= all.size();
                });
            }
            return read;
        });
        try (LogSink sink = bench.driver().open(target)) {
            for (int i = 0; i < all.size(); i += 25) {
                LogBench.append(sink, all.subList(i, i + 25));
            }
        }
        assertRead(all, reading.result("reading", 3 * bench.patienceNanos()));
    }
}
