package org.servin.log.journald;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;
import org.servin.tck.log.DestinationChecks;
import org.servin.tck.log.DownChecks;
import org.servin.tck.log.LogDestination;
import org.servin.tck.log.LogDriverContract;
import org.servin.tck.log.MarkChecks;
import org.servin.tck.log.ReadingChecks;
import org.servin.tck.log.StallChecks;

class JournaldDriverContractRootTest extends LogDriverContract implements DestinationChecks, DownChecks, ReadingChecks, StallChecks, MarkChecks {
    @TempDir
    private static Path folder;
    private static Journald journald;

    @BeforeAll
    static void start() {
        journald = new Journald(folder);
    }

    @AfterAll
    static void end() {
        journald.close();
    }

    @Override
    protected LogDriver newDriver() {
        return journald.driver();
    }

    @Override
    protected Map<String, String> options() {
        return Map.of("labels", "label", "env", "A", "tag", "{{.Name}}");
    }

    @Override
    protected Optional<LogDestination> destination() {
        return Optional.of(journald);
    }

    /** The journal is the machine's: nothing can be taken out of it, and journald's own settings say how long it is kept. */
    @Test
    @Override
    public void removingLeavesNothing() {
        JournaldDriver driver = journald.driver();
        LogTarget target = new LogTarget("removed", "n", "sha256:0", "i", List.of(), List.of(), Map.of(), 0, Map.of(), folder);
        try (LogSink sink = driver.open(target)) {
            sink.append(List.of(new LogRecord(LogSource.STDOUT, 1, new byte[] {'x'}, true)));
        }
        driver.remove(target);
        try (LogCursor cursor = driver.read(target, LogQuery.all())) {
            Assertions.assertTrue(cursor.next().isPresent());
        }
    }
}
