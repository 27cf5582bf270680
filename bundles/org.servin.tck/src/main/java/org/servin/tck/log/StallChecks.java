package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** What drivers keep to that wait for an answer of their destination. */
public interface StallChecks {
    /** What the checks work with. */
    LogBench bench();

    @Test
    default void anInterruptEndsAnAppendToADestinationThatSaysNothing() {
        LogDestination destination = bench().destination();
        LogTarget target = bench().target();
        assertTrue(destination.stall(), "the destination was to say nothing");
        LogSink sink = bench().driver().open(target);
        Work<Boolean> appending = Work.start(() -> {
            try {
                sink.append(bench().lines(0, 3));
            } catch (ServinException noAnswer) {
                return true;
            }
            return true;
        });
        appending.interrupt();
        assertTrue(appending.result("an interrupted append", bench().patienceNanos()));
        bench().soon("closing", () -> {
            sink.close();
            return true;
        });
        destination.start();
    }
}
