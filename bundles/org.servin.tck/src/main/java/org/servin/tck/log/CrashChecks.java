package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** The engine may be killed at any point of a delivery: then it goes back to its mark, and sends the batch again. */
public interface CrashChecks {
    /** What the checks work with. */
    LogBench bench();

    @Test
    default void marksAreShort() {
        LogTarget target = bench().target();
        try (LogSink sink = bench().driver().open(target)) {
            for (int i = 0; i < 5; i++) {
                assertTrue(sink.mark().length() <= 200, "a mark has " + sink.mark().length() + " characters");
                LogBench.append(sink, bench().lines(0, 1000));
            }
        }
    }

    @Test
    default void comesBackFromEveryCrashWithinABatch() {
        for (int written = 0; written <= 6; written++) {
            Crash.within(bench(), bench().target(), 20, written);
        }
    }
}
