package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** What drivers keep to that notice when nobody takes what they send; those that send datagrams of UDP do not. */
public interface DownChecks {
    /** What the checks work with. */
    LogBench bench();

    @Test
    default void saysWhetherItsDestinationAnswers() {
        LogDestination destination = bench().destination();
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
        LogDestination destination = bench().destination();
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
}
