package org.servin.core.internal.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/** What exceeds the buffer of a log that does not wait is gone for that log, counted to the record and the byte, and its place is seen in the log. */
class DroppingTest {
    private static final String SLOW = "slow";
    private static final Map<String, String> DROPPING = Map.of("slow.mode", "non-blocking", "slow.max-buffer-size", "10k");
    private static final Pattern GAP = Pattern.compile("servin: (\\d+) records \\((\\d+) bytes\\) dropped: the log driver slow was too slow");

    @TempDir
    Path folder;

    private final StubbornDriver slow = new StubbornDriver("slow.log");
    private final FakeDrivers drivers = new FakeDrivers(new LineFileDriver()).with(SLOW, slow);

    private Bench engine() {
        return new Bench(folder, drivers, "fake,slow", DROPPING);
    }

    /** Does something in another thread, as the pump does, and waits for it. */
    private static void elsewhere(Runnable work) {
        CompletableFuture.runAsync(work, task -> new Thread(task).start()).join();
    }

    private List<String> fast() {
        return LineFileDriver.texts(Bench.target(folder));
    }

    private List<LogRecord> slowly() {
        return LineFileDriver.records(Bench.target(folder).folder().resolve("slow.log"));
    }

    /** Checks that lines and gaps give all lines, in order, and how many records were told to be dropped. */
    private long assertAllAccounted(int lines) {
        int next = 0;
        long dropped = 0;
        for (LogRecord record : slowly()) {
            String text = new String(record.text(), StandardCharsets.UTF_8);
            Matcher gap = GAP.matcher(text);
            if (gap.matches()) {
                assertEquals(LogSource.STDERR, record.source());
                int count = Integer.parseInt(gap.group(1));
                assertEquals(Bench.lines(next, next + count).length(), Long.parseLong(gap.group(2)), text);
                next += count;
                dropped += count;
            } else {
                assertEquals("line " + next++, text);
            }
        }
        assertEquals(lines, next);
        return dropped;
    }

    private void assertTally(Bench engine, int lines, long dropped) {
        Tally.Count count = engine.channel.line(engine.delivery("fake").part()).tally().count();
        assertEquals(new Tally.Count(lines, 0, 0, 0), count);
        Tally.Count lossy = engine.delivery(SLOW).tally().count();
        assertEquals(dropped, lossy.dropped());
    }

    @Test
    void aDestinationThatIsDownLosesWhatExceedsItsBufferAndNobodyElseDoes() {
        Bench engine = engine();
        slow.down = true;
        for (int i = 0; i < 100; i++) {
            engine.sayAndTell(LogSource.STDOUT, Bench.lines(100 * i, 100 * (i + 1)));
            assertFalse(engine.log.isFull(0));
            assertTrue(engine.delivery(SLOW).backlog().waiting() <= 10 * 1024, "it keeps no more than it may");
        }
        Same.lines(Bench.list(0, 10_000), fast(), "fast log");
        assertEquals(List.of(), slowly());
        assertEquals("connection refused", engine.delivery(SLOW).tally().trouble().orElseThrow().reason());
        slow.down = false;
        engine.runLater();
        long dropped = assertAllAccounted(10_000);
        assertTrue(dropped > 8000 && dropped < 9500, "dropped " + dropped);
        assertTally(engine, 10_000, dropped);
        assertEquals(List.of(), engine.delivery(SLOW).tally().trouble().stream().toList());
        engine.log.end();
        assertTrue(engine.log.finished().isDone());
    }

    @Test
    void recordsAreDroppedWhileACallHangs() {
        Bench engine = engine();
        slow.called = () -> { // the pump's thread goes on meanwhile
            slow.called = () -> { };
            elsewhere(() -> {
                for (int i = 1; i < 50; i++) {
                    engine.sayAndTell(LogSource.STDOUT, Bench.lines(100 * i, 100 * (i + 1)));
                }
            });
        };
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(0, 100));
        engine.wake();
        long dropped = assertAllAccounted(5000);
        assertTrue(dropped > 3000 && dropped < 4900, "dropped " + dropped);
        assertEquals("line 99", new String(slowly().get(99).text()), "what was on its way arrives");
        assertTrue(new String(slowly().get(100).text()).startsWith("servin: "));
        assertTally(engine, 5000, dropped);
    }

    @Test
    void countsAreExactHoweverCallsEnd() {
        Random random = new Random(3);
        Bench engine = engine();
        int said = 0;
        for (int round = 0; round < 400; round++) {
            slow.down = random.nextInt(3) == 0;
            slow.most = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(300);
            int[] more = {random.nextInt(6) == 0 ? 1 + random.nextInt(900) : 0};
            int[] from = {said};
            slow.called = () -> {
                int n = more[0];
                more[0] = 0;
                if (n > 0) {
                    elsewhere(() -> engine.sayAndTell(LogSource.STDOUT, Bench.lines(from[0], from[0] + n)));
                    from[0] += n;
                }
            };
            int n = random.nextInt(400);
            from[0] += n;
            engine.sayAndTell(LogSource.STDOUT, Bench.lines(said, said + n));
            said = from[0];
            if (random.nextInt(20) == 0) {
                engine.later.clear();
            }
        }
        slow.down = false;
        slow.most = Integer.MAX_VALUE;
        slow.called = () -> { };
        engine.wake();
        long dropped = assertAllAccounted(said);
        assertTrue(dropped > 1000, "dropped " + dropped);
        assertTally(engine, said, dropped);
        Same.lines(Bench.list(0, said), fast(), "fast log");
    }

    @Test
    void theNextEngineKnowsWhatThisOneDropped() {
        Bench engine = engine();
        slow.down = true;
        for (int i = 0; i < 20; i++) {
            engine.sayAndTell(LogSource.STDOUT, Bench.lines(100 * i, 100 * (i + 1)));
        }
        Tally.Count before = engine.delivery(SLOW).tally().count();
        slow.down = false;
        Bench next = engine(); // the first one is simply forgotten, as one that was killed
        assertEquals(before.dropped(), next.delivery(SLOW).tally().count().dropped());
        assertEquals(before.dropped(), assertAllAccounted(2000));
        Same.lines(Bench.list(0, 2000), fast(), "fast log");
    }

    @Test
    void aLineLongerThanTheBufferIsDroppedWholeOrNotAtAll() {
        Bench engine = new Bench(folder, drivers, "fake,slow", Map.of("slow.mode", "non-blocking", "slow.max-buffer-size", "1k", "max-line-size", "1m"));
        slow.down = true;
        String line = "x".repeat(500_000);
        engine.sayAndTell(LogSource.STDOUT, line.substring(0, 300_000));
        assertEquals(0, engine.delivery(SLOW).tally().count().dropped());
        engine.sayAndTell(LogSource.STDOUT, line.substring(300_000) + "\nshort\n");
        assertEquals(new Tally.Count(0, 1, 500_001, 0), engine.delivery(SLOW).tally().count());
        slow.down = false;
        engine.runLater();
        assertEquals(List.of("servin: 1 records (500001 bytes) dropped: the log driver slow was too slow", "short"), slowly().stream().map(r -> new String(r.text())).toList());
        assertEquals(List.of(line, "short"), fast());
    }
}
