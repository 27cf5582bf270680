package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogReadSupport;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;

/**
 * What every log driver keeps to. A driver's test extends this, and implements what its kind keeps to besides: {@link FileChecks} if it keeps files in the container's folder, or
 * {@link ReadingChecks} and {@link MarkChecks} for themselves; {@link DestinationChecks} if it sends, and then mostly {@link DownChecks} and {@link StallChecks}.
 * <pre>
 * class MyDriverContractTest extends LogDriverContract implements DestinationChecks, DownChecks {
 *     protected LogDriver newDriver() { return new MyDriver(); }
 *     protected Optional&lt;LogDestination&gt; destination() { return Optional.of(server); }
 * }
 * </pre>
 * It overrides what is special about the driver. Each test has containers of its own, and drivers made anew: what a driver is to remember must not be in it.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class LogDriverContract implements OptionChecks, WritingChecks, CrashChecks, ResourceChecks {
    /** How long a text may be that a batch holds. */
    protected static final int LONGEST = 64 * 1024;

    @TempDir
    private Path folder;
    private LogBench bench;

    /** A driver as it is after its activation. Those of one test see the same destination. */
    protected abstract LogDriver newDriver();

    /** Ends a driver that {@link #newDriver} made, as its deactivation does. */
    protected void dispose(LogDriver driver) { }

    /** The log options of the containers, the driver's only. */
    protected Map<String, String> options() {
        return Map.of();
    }

    /** Options with which a driver that keeps files begins another every few KiB, and keeps at least 500 of them. */
    protected Optional<Map<String, String>> rotatingOptions() {
        return Optional.empty();
    }

    /** Where the driver sends to; it must be given for a driver that cannot read back. */
    protected Optional<LogDestination> destination() {
        return Optional.empty();
    }

    /** What is to be seen of records that were taken; for destinations that change, leave out or join some. By default each as {@link Seen#of} has it. */
    protected List<Seen> expected(List<LogRecord> records) {
        return records.stream().map(Seen::of).toList();
    }

    /** How long a text may be that the destination takes. */
    protected int longestText() {
        return LONGEST;
    }

    /** What is in {@link #options} and must be in no message. */
    protected Set<String> secrets() {
        return Set.of();
    }

    /** How long records may be on their way, and how long the driver may take to fail: a destination that says nothing is to be given up before. */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    /** Whether a thread that began during a test may go on after it, such as one of a pool that the JDK keeps. */
    protected boolean mayStay(Thread thread) {
        return false;
    }

    /** What the checks work with. */
    @Override
    public final LogBench bench() {
        if (bench == null) {
            bench = new LogBench(this, folder);
        }
        return bench;
    }

    /** No check is left out by mistake, and none is there for nothing. */
    @Test
    final void theChecksOfItsKindAreThere() {
        LogDriver driver = bench().driver();
        assertEquals(driver instanceof LogReadSupport, this instanceof ReadingChecks, "reads back, and is checked for that");
        assertEquals(rotatingOptions().isPresent(), this instanceof FileChecks, "keeps files, and is checked for that");
        assertEquals(destination().isPresent(), this instanceof DestinationChecks, "has a destination, and is checked for that");
        assertEquals(destination().filter(LogDestination::isNoticedWhenDown).isPresent(), this instanceof DownChecks, "notices a destination that is down, and is checked for that");
        boolean stalls = destination().filter(LogDestination::stall).isPresent();
        destination().filter(destination -> stalls).ifPresent(LogDestination::start);
        assertEquals(stalls, this instanceof StallChecks, "waits for answers, and is checked for that");
        try (LogSink sink = driver.open(bench().target())) {
            assertEquals(!sink.mark().isEmpty(), this instanceof MarkChecks, "goes back to marks, and is checked for that");
        }
    }

    @AfterEach
    final void disposeOfDrivers() {
        bench().disposeOfDrivers();
    }
}
