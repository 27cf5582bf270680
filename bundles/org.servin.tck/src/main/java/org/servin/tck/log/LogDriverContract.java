package org.servin.tck.log;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogRecord;

/**
 * What every log driver keeps to. A driver's test extends this:
 * <pre>
 * class MyDriverContractTest extends LogDriverContract {
 *     protected LogDriver newDriver() { return new MyDriver(); }
 *     protected Optional&lt;LogDestination&gt; destination() { return Optional.of(server); } // only if it cannot read back
 * }
 * </pre>
 * and overrides what is special about it. Each test has containers of its own, and drivers made anew: what a driver is to remember must not be in it. Checks that a driver's kind
 * has no part in, such as reading back, are shown as skipped.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class LogDriverContract implements OptionChecks, WritingChecks, CrashChecks, ReadingChecks, DestinationChecks, ResourceChecks {
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

    @AfterEach
    final void disposeOfDrivers() {
        bench().disposeOfDrivers();
    }
}
