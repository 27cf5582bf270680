package org.servin.audit.jsonl.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

@Timeout(60)
class AuditLogTest {
    private static final int CAPACITY = 1 << 20;

    /** Takes all, nothing, or hangs, as it is told; and may take a first part only. */
    private static final class FakeFile implements LineFile {
        private final StringBuilder taken = new StringBuilder();
        private final CountDownLatch asked = new CountDownLatch(1);
        private CountDownLatch open = new CountDownLatch(0);
        private int room = Integer.MAX_VALUE;
        private volatile Thread user;
        private volatile boolean closed;
        private volatile int calls;

        @Override
        public void append(ByteBuffer lines) throws IOException {
            user = Thread.currentThread();
            closed = false;
            asked.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            synchronized (this) {
                calls++;
                byte[] part = new byte[Math.min(lines.remaining(), room)];
                lines.get(part);
                room -= room == Integer.MAX_VALUE ? 0 : part.length;
                taken.append(new String(part, StandardCharsets.UTF_8));
                if (lines.hasRemaining()) {
                    taken.append('|'); // the real one ends a cut line when it is opened again
                    throw new IOException("No space left on device");
                }
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        synchronized List<String> reasons() {
            List<String> reasons = new ArrayList<>();
            for (String line : taken.toString().split("\n")) {
                reasons.add(line.contains("\"lost\":") ? line.replaceAll(".*\"lost\":(\\d+).*", "lost $1") : line.replaceAll(".*\"reason\":\"([^\"]*)\".*", "$1"));
            }
            return reasons;
        }

        synchronized void room(int bytes) {
            room = bytes;
        }
    }

    private static void record(AuditLog log, String reason) {
        log.record(Decisions.of("/", reason));
    }

    private static int length(String reason) {
        return AuditLine.of(Decisions.of("/", reason)).length;
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void writesInOrderAndEndsItsThread() throws InterruptedException {
        FakeFile file = new FakeFile();
        AuditLog log = new AuditLog(file, false);
        numbers(0, 1000).forEach(n -> record(log, n));
        log.close();
        assertEquals(numbers(0, 1000), file.reasons());
        file.user.join(10_000);
        assertFalse(file.user.isAlive());
        assertTrue(file.closed);
    }

    @Test
    void hasNoThreadAndNoFileWhenThereIsNothingToWrite() throws InterruptedException {
        FakeFile file = new FakeFile();
        AuditLog log = new AuditLog(file, false);
        assertEquals(null, file.user);
        record(log, "a");
        file.asked.await();
        Thread first = file.user;
        first.join(10_000);
        assertFalse(first.isAlive());
        assertTrue(file.closed);
        record(log, "b");
        log.close();
        assertEquals(List.of("a", "b"), file.reasons());
    }

    @Test
    void holdsUpNobodyAndSaysHowManyWereLost() throws InterruptedException {
        FakeFile file = new FakeFile();
        file.open = new CountDownLatch(1);
        AuditLog log = new AuditLog(file, false, Duration.ofSeconds(10), 10 * length("10"));
        record(log, "first");
        file.asked.await(); // it hangs with that one
        numbers(10, 45).forEach(n -> record(log, n));
        file.open.countDown();
        log.close();
        List<String> expected = new ArrayList<>(List.of("first"));
        expected.addAll(numbers(10, 20));
        expected.add("lost 25");
        assertEquals(expected, file.reasons());
    }

    @Test
    void loseNothingOfManyThreads() throws Exception {
        FakeFile file = new FakeFile();
        AuditLog log = new AuditLog(file, true);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < 16; t++) {
            int base = t * 1000;
            all.add(threads.submit(() -> numbers(base, base + 200).forEach(n -> record(log, n))));
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertEquals(16 * 200, file.reasons().size()); // each was there when its request went on, so nothing has to be waited for
        assertEquals(16 * 200, file.reasons().stream().distinct().count());
        assertTrue(file.calls < 16 * 200, () -> file.calls + " writes"); // those that come together are written together
        threads.shutdown();
        log.close();
    }

    @Test
    void afterAFullDiskEverythingIsThereInOrder() throws InterruptedException {
        FakeFile file = new FakeFile();
        file.open = new CountDownLatch(1);
        AuditLog log = new AuditLog(file, false, Duration.ofSeconds(10), CAPACITY);
        numbers(10, 20).forEach(n -> record(log, n));
        file.asked.await();
        file.room(length("10") / 2); // the first one is cut
        file.open.countDown();
        while (file.calls < 1) {
            Thread.onSpinWait();
        }
        file.room(Integer.MAX_VALUE);
        while (file.reasons().size() < 10) {
            Thread.onSpinWait();
        }
        log.close();
        assertEquals(numbers(10, 20), file.reasons());
        assertEquals(1, file.taken.chars().filter(c -> c == '|').count());
    }

    @Test
    void anObligatoryLogHoldsItsRequestUpUntilTheLineIsThere() throws Exception {
        FakeFile file = new FakeFile();
        file.open = new CountDownLatch(1);
        AuditLog log = new AuditLog(file, true);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<?> request = thread.submit(() -> record(log, "a"));
        file.asked.await();
        assertThrows(TimeoutException.class, () -> request.get(100, TimeUnit.MILLISECONDS));
        file.open.countDown();
        request.get();
        assertEquals(List.of("a"), file.reasons());
        thread.shutdown();
        log.close();
    }

    @Test
    void nothingIsAllowedThatAnObligatoryLogCannotHold() {
        FakeFile file = new FakeFile();
        AuditLog log = new AuditLog(file, true);
        record(log, "a");
        file.room(10);
        ServinException refused = assertThrows(ServinException.class, () -> record(log, "b"));
        assertEquals(ErrorKind.UNAVAILABLE, refused.kind());
        assertEquals("nothing is allowed that is not in the audit log " + file + ", and this cannot be written there: No space left on device", refused.getMessage());
        file.room(Integer.MAX_VALUE);
        record(log, "c");
        assertEquals("c", file.reasons().get(file.reasons().size() - 1));
        log.close();
        assertEquals(ErrorKind.UNAVAILABLE, assertThrows(ServinException.class, () -> record(log, "d")).kind());
    }

    @Test
    void aDiskThatHangsHoldsNoRequestForEver() throws Exception {
        FakeFile file = new FakeFile();
        file.open = new CountDownLatch(1);
        AuditLog log = new AuditLog(file, true, Duration.ofMillis(200), 2 * length("10"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> all = new ArrayList<>();
        for (String n : numbers(10, 18)) {
            all.add(threads.submit(() -> record(log, n)));
        }
        for (Future<?> one : all) {
            Throwable failure = assertThrows(java.util.concurrent.ExecutionException.class, () -> one.get(10, TimeUnit.SECONDS)).getCause();
            assertEquals(ErrorKind.UNAVAILABLE, ((ServinException) failure).kind());
        }
        file.open.countDown();
        record(log, "after");
        List<String> there = file.reasons();
        assertTrue(there.size() <= 3, there::toString); // those that were under way, at most: nobody waits for the others any more
        assertEquals("after", there.get(there.size() - 1));
        threads.shutdown();
        log.close();
    }
}
