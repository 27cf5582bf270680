package org.servin.tck.log;

import java.util.List;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** A death of the engine within a batch, and what it does when it is back. */
final class Crash {
    private Crash() { }

    /** Lets a batch of six be written in part, and sent again after a crash. */
    static void within(LogBench bench, LogTarget target, int before, int written) {
        List<LogRecord> first = bench.lines(0, before * 5);
        List<LogRecord> batch = bench.lines(before * 5, 6);
        List<LogRecord> last = bench.lines(before * 5 + 6, 10);
        String mark;
        LogSink crashed = bench.driver().open(target);
        try {
            for (int i = 0; i < before; i++) {
                LogBench.append(crashed, first.subList(i * 5, i * 5 + 5));
            }
            mark = crashed.mark();
            LogBench.append(crashed, batch.subList(0, written));
        } finally {
            crashed.close();
        }
        try (LogSink sink = bench.driver().open(target)) {
            if (!mark.isEmpty()) {
                sink.rewind(mark);
            }
            LogBench.append(sink, batch);
            LogBench.append(sink, last);
        }
        List<LogRecord> twice = mark.isEmpty() ? batch.subList(0, written) : List.of();
        bench.assertReceived(target, LogBench.joined(first, twice, batch, last));
    }
}
