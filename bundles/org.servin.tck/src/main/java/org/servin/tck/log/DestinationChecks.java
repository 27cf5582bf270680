package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.servin.spi.log.LogPlace;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** What drivers keep to whose destination is elsewhere. */
public interface DestinationChecks {
    /** What the checks work with. */
    LogBench bench();

    @Test
    default void itsLogsAreElsewhere() {
        assertEquals(LogPlace.ELSEWHERE, bench().driver().place(), "where its logs are");
    }

    @Test
    default void opensAlsoWhileItsDestinationIsDown() {
        LogDestination destination = bench().destination();
        LogTarget target = bench().target();
        List<LogRecord> lines = bench().lines(0, 3);
        destination.stop();
        LogSink sink = bench().soon("opening", () -> bench().driver().open(target));
        sink.close();
        destination.start();
        bench().write(target, lines);
        bench().assertReceived(target, lines);
    }
}
