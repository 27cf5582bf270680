package org.servin.tck.log;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** What drivers keep to that can go back: their marks are not empty. */
public interface MarkChecks {
    /** What the checks work with. */
    LogBench bench();

    @Test
    default void goesBackTwiceToTheSameMark() {
        LogTarget target = bench().target();
        List<LogRecord> first = bench().lines(0, 5);
        List<LogRecord> batch = bench().lines(5, 5);
        bench().write(target, first);
        String mark;
        try (LogSink sink = bench().driver().open(target)) {
            mark = sink.mark();
            LogBench.append(sink, batch);
        }
        for (int i = 0; i < 3; i++) {
            try (LogSink sink = bench().driver().open(target)) {
                sink.rewind(mark);
                LogBench.append(sink, batch);
            }
        }
        bench().assertReceived(target, LogBench.joined(first, batch));
    }

    @Test
    default void goesBackToAMarkOfAnEmptyLog() {
        LogTarget target = bench().target();
        List<LogRecord> batch = bench().lines(0, 5);
        String mark;
        try (LogSink sink = bench().driver().open(target)) {
            mark = sink.mark();
            LogBench.append(sink, batch.subList(0, 3));
        }
        try (LogSink sink = bench().driver().open(target)) {
            sink.rewind(mark);
            LogBench.append(sink, batch);
        }
        bench().assertReceived(target, batch);
    }
}
