package org.servin.image.internal.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.servin.image.Progress;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

@Timeout(30)
class JointWorkTest {
    private final JointWork joint = new JointWork();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch allowed = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();

    /** A job that joins on a thread of its own; what it threw, or null, is in the end in the future. */
    private static final class Job {
        private final CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        private final Thread thread;

        Job(JointWork joint, Progress.Sink sink, JointWork.Work work) {
            thread = new Thread(() -> {
                try {
                    joint.join("key", sink, work);
                    outcome.complete(null);
                } catch (IOException | RuntimeException e) {
                    outcome.complete(e);
                }
            });
            thread.start();
            while (thread.getState() != Thread.State.WAITING && !outcome.isDone()) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    private void work(Progress.Sink all) throws IOException {
        runs.incrementAndGet();
        begun.countDown();
        try {
            allowed.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        all.show(Progress.status("done"));
    }

    private static void ignore(Progress message) { }

    @Test
    void goesOnForTheOthersWhenTheOneWhoBeganItLeaves() throws Exception {
        Job first = new Job(joint, JointWorkTest::ignore, this::work);
        begun.await();
        List<String> seen = new CopyOnWriteArrayList<>();
        Job second = new Job(joint, message -> seen.add(message.status()), this::work);
        first.thread.interrupt();
        assertEquals(ErrorKind.CANCELLED, ((ServinException) first.outcome.get()).kind());
        assertFalse(second.outcome.isDone());
        allowed.countDown();
        assertNull(second.outcome.get());
        assertEquals(1, runs.get());
        assertEquals(List.of("done"), seen);
    }

    @Test
    void endsWhenTheLastOneLeaves() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        JointWork.Work endless = all -> {
            try {
                work(all);
            } finally {
                ended.countDown();
            }
        };
        Job first = new Job(joint, JointWorkTest::ignore, endless);
        Job second = new Job(joint, JointWorkTest::ignore, endless);
        begun.await();
        second.thread.interrupt();
        second.outcome.get();
        assertEquals(1, ended.getCount());
        first.thread.interrupt();
        first.outcome.get();
        assertEquals(0, ended.getCount());
        allowed.countDown();
        joint.join("key", JointWorkTest::ignore, this::work);
        assertEquals(2, runs.get());
    }

    @Test
    void aClientWhoCannotBeToldHasLeft() throws Exception {
        Job gone = new Job(joint, message -> {
            throw new ServinException(ErrorKind.CANCELLED, "the client has left");
        }, all -> {
            all.show(Progress.status("tell"));
            work(all);
        });
        assertEquals("the client has left", gone.outcome.get().getMessage());
    }

    @Test
    void othersTryForThemselvesWhatFailed() throws Exception {
        JointWork.Work failing = all -> {
            work(all);
            throw new IOException("refused");
        };
        Job first = new Job(joint, JointWorkTest::ignore, failing);
        begun.await();
        Job second = new Job(joint, JointWorkTest::ignore, all -> runs.incrementAndGet());
        allowed.countDown();
        assertEquals("refused", first.outcome.get().getMessage());
        assertNull(second.outcome.get());
        assertEquals(2, runs.get());
        assertThrows(IOException.class, () -> joint.join("key", JointWorkTest::ignore, failing));
    }

    @Test
    void aSlowClientHoldsUpNobodyAndMissesNoStatus() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        List<String> seen = new CopyOnWriteArrayList<>();
        Job first = new Job(joint, message -> {
            try {
                slow.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            seen.add(message.status() + message.current());
        }, all -> {
            work(all);
            for (int i = 0; i < 1000; i++) {
                all.show(Progress.bar("id", "Downloading", i, 1000));
            }
            all.show(Progress.of("id", "Verifying"));
        });
        Job second = new Job(joint, JointWorkTest::ignore, this::work);
        allowed.countDown();
        assertNull(second.outcome.get());
        slow.countDown();
        assertNull(first.outcome.get());
        assertTrue(seen.size() <= 4, seen::toString);
        assertEquals(List.of("Downloading999", "Verifying0"), seen.subList(seen.size() - 2, seen.size()));
    }
}
