package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** What drivers do whose destination is elsewhere, when it is down, comes back, or says nothing. */
interface DestinationChecks {
    /** What the checks work with. */
    LogBench bench();

    private LogDestination destination() {
        var destination = bench().contract().destination();
        Assumptions.assumeTrue(destination.isPresent(), "the driver has no destination that can be stopped");
        return destination.orElseThrow();
    }

    private LogDestination noticed() {
        LogDestination destination = destination();
        Assumptions.assumeTrue(destination.isNoticedWhenDown(), "nobody notices when this destination is down");
        return destination;
    }

    @Test
    default void opensAlsoWhileItsDestinationIsDown() {
        LogDestination destination = destination();
        LogTarget target = bench().target();
        List<LogRecord> lines = bench().lines(0, 3);
        destination.stop();
        LogSink sink = bench().soon("opening", () -> bench().driver().open(target));
        sink.close();
        destination.start();
        bench().write(target, lines);
        bench().assertReceived(target, lines);
    }

    @Test
    default void saysWhetherItsDestinationAnswers() {
        LogDestination destination = noticed();
        LogTarget target = bench().target();
        bench().driver().reach(target);
        destination.stop();
        ServinException down = assertThrows(ServinException.class, () -> bench().soon("asking", () -> {
            bench().driver().reach(target);
            return true;
        }), "a destination that is down was reached");
        assertUnavailable(down);
        destination.start();
        bench().driver().reach(target);
    }

    @Test
    default void takesNothingWhileItsDestinationIsDownAndGoesOnInOrder() {
        LogDestination destination = noticed();
        LogDriver driver = bench().driver();
        LogTarget target = bench().target();
        List<LogRecord> all = bench().lines(0, 30);
        try (LogSink sink = driver.open(target)) {
            LogBench.append(sink, all.subList(0, 10));
            bench().assertReceived(target, all.subList(0, 10));
            destination.stop();
            assertTakesNothing(sink, all.subList(10, 20));
        }
        try (LogSink sink = driver.open(target)) {
            assertTakesNothing(sink, all.subList(10, 20));
        }
        destination.start();
        try (LogSink sink = driver.open(target)) {
            LogBench.append(sink, all.subList(10, 20));
            LogBench.append(sink, all.subList(20, 30));
        }
        bench().assertReceived(target, all);
    }

    private void assertTakesNothing(LogSink sink, List<LogRecord> batch) {
        assertUnavailable(assertThrows(ServinException.class, () -> bench().soon("appending", () -> sink.append(batch)), "it took a batch that nobody took from it"));
    }

    private void assertUnavailable(ServinException failure) {
        assertEquals(ErrorKind.UNAVAILABLE, failure.kind(), failure.getMessage());
        for (Throwable e = failure; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            bench().contract().secrets().forEach(secret -> assertFalse(message.contains(secret), "a message tells a secret"));
        }
    }

    @Test
    default void anInterruptEndsAnAppendToADestinationThatSaysNothing() {
        LogDestination destination = destination();
        LogTarget target = bench().target();
        Assumptions.assumeTrue(destination.stall(), "the destination cannot be made to say nothing");
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
