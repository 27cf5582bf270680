package org.servin.storage.overlay2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedSyncTest {
    private final SharedSync shared = new SharedSync();
    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);

    private FutureTask<Void> waiting(Runnable sync) {
        FutureTask<Void> task = new FutureTask<>(() -> shared.run(sync), null);
        Thread thread = new Thread(task);
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return task;
    }

    private void slow() {
        runs.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void oneRunServesAllWhoCameDuringTheLast() throws Exception {
        List<FutureTask<Void>> tasks = new ArrayList<>(List.of(waiting(this::slow)));
        for (int i = 0; i < 5; i++) {
            tasks.add(waiting(runs::incrementAndGet));
        }
        assertEquals(1, runs.get());
        gate.countDown();
        for (FutureTask<Void> task : tasks) {
            task.get();
        }
        assertEquals(2, runs.get());
        shared.run(runs::incrementAndGet);
        assertEquals(3, runs.get());
    }

    @Test
    void afterAFailureTheOthersTryThemselves() throws Exception {
        FutureTask<Void> failing = waiting(() -> {
            slow();
            throw new IllegalStateException("broken disk");
        });
        FutureTask<Void> next = waiting(runs::incrementAndGet);
        gate.countDown();
        assertEquals("broken disk", assertThrows(ExecutionException.class, failing::get).getCause().getMessage());
        next.get();
        assertEquals(2, runs.get());
    }
}
