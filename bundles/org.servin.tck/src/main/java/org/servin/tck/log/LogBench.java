package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogReadSupport;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

/** What the checks of one test work with: drivers, containers, records, and a look at the destination. */
public final class LogBench {
    private static final long PAUSE_NANOS = 5_000_000;

    private final LogDriverContract contract;
    private final Path folder;
    private final List<LogDriver> drivers = new ArrayList<>();
    private long clock = System.currentTimeMillis() / 1000 * 1_000_000_000L;

    LogBench(LogDriverContract contract, Path folder) {
        this.contract = contract;
        this.folder = folder;
    }

    LogDriverContract contract() {
        return contract;
    }

    /** A driver made anew. */
    synchronized LogDriver driver() {
        LogDriver driver = contract.newDriver();
        drivers.add(driver);
        return driver;
    }

    synchronized void disposeOfDrivers() {
        drivers.forEach(contract::dispose);
        drivers.clear();
    }

    /** A container of its own. */
    LogTarget target() {
        return target(contract.options());
    }

    LogTarget target(Map<String, String> options) {
        String id = (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        return new LogTarget(id, "name-" + id.substring(0, 8), "sha256:" + "0123456789abcdef".repeat(4), "busybox:latest", List.of("sh", "-c", "true"),
                List.of("PATH=/bin", "A=b"), Map.of("label", "value"), clock, options, folder.resolve(id));
    }

    /** A container whose log is in many files. */
    LogTarget rotating() {
        return target(contract.rotatingOptions().orElseThrow());
    }

    LogDestination destination() {
        return contract.destination().orElseThrow();
    }

    /** The present time of the records. */
    long clock() {
        return clock;
    }

    /** A record a microsecond later than the one before. */
    synchronized LogRecord record(LogSource source, byte[] text, boolean complete) {
        clock += 1000;
        return new LogRecord(source, clock, text, complete);
    }

    LogRecord line(String text) {
        return record(LogSource.STDOUT, text.getBytes(StandardCharsets.UTF_8), true);
    }

    /** Numbered lines, as a container writes them. */
    List<LogRecord> lines(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(i -> line("line " + i)).toList();
    }

    /** Appends as the engine does: what was not taken is sent again. */
    static void append(LogSink sink, List<LogRecord> batch) {
        List<LogRecord> left = batch;
        while (!left.isEmpty()) {
            LogReceipt receipt = MemoryBatch.append(sink, left);
            assertTrue(receipt.taken() <= left.size(), "it took more than there was: " + receipt);
            assertTrue(receipt.taken() > 0, "it took nothing and did not fail");
            assertEquals(0, receipt.refused(), "it refused records that are not too long");
            left = left.subList(receipt.taken(), left.size());
        }
    }

    /** Opens the log, appends batches, and closes it. */
    @SafeVarargs
    final void write(LogTarget target, List<LogRecord>... batches) {
        try (LogSink sink = driver().open(target)) {
            for (List<LogRecord> batch : batches) {
                append(sink, batch);
            }
        }
    }

    @SafeVarargs
    static List<LogRecord> joined(List<LogRecord>... parts) {
        List<LogRecord> all = new ArrayList<>();
        for (List<LogRecord> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    /** Checks that the destination has these records, and no others, in this order; waits for what is still on its way. */
    void assertReceived(LogTarget target, List<LogRecord> records) {
        List<Seen> expected = contract.expected(records);
        if (contract.destination().isPresent()) {
            await(() -> received(target).size() >= expected.size());
        }
        assertSame(expected, received(target));
    }

    /** Compares, and tells of the first difference only. */
    static void assertSame(List<Seen> expected, List<Seen> seen) {
        for (int i = 0; i < Math.min(expected.size(), seen.size()); i++) {
            if (!expected.get(i).equals(seen.get(i))) {
                fail("record " + i + " of " + expected.size() + " is to be " + expected.get(i) + " but is " + seen.get(i));
            }
        }
        if (expected.size() != seen.size()) {
            fail("there are " + seen.size() + " records instead of " + expected.size() + ", the last one being " + (seen.isEmpty() ? "none" : seen.get(seen.size() - 1)));
        }
    }

    List<Seen> received(LogTarget target) {
        Optional<LogDestination> destination = contract.destination();
        return destination.isPresent() ? destination.get().received(target) : seen(read(target, LogQuery.all()));
    }

    static List<Seen> seen(List<LogRecord> records) {
        return records.stream().map(Seen::of).toList();
    }

    /** A driver that reads back. */
    LogReadSupport reader() {
        return assertInstanceOf(LogReadSupport.class, driver(), "the driver, which has no destination, does not read back");
    }

    List<LogRecord> read(LogTarget target, LogQuery query) {
        try (LogCursor cursor = reader().read(target, query)) {
            return rest(cursor);
        }
    }

    static List<LogRecord> rest(LogCursor cursor) {
        List<LogRecord> records = new ArrayList<>();
        for (Optional<LogRecord> record; (record = cursor.next()).isPresent();) {
            records.add(record.get());
        }
        return records;
    }

    static LogQuery tail(long lines) {
        return new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, lines, Optional.empty());
    }

    static LogQuery after(String position) {
        return new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, -1, Optional.of(position));
    }

    /** Waits until something is so, for long enough; whether it is. */
    boolean await(BooleanSupplier condition) {
        long end = System.nanoTime() + patienceNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    /** Does something on a thread of its own, which is given up when it takes too long. */
    <T> T soon(String what, Supplier<T> work) {
        return Work.start(work).result(what, patienceNanos());
    }

    long patienceNanos() {
        return contract.patience().toNanos();
    }
}
