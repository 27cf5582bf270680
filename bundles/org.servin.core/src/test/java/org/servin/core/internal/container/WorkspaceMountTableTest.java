package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.servin.image.StorageProvider;

class WorkspaceMountTableTest {
    private final WorkspaceMountTable table = new WorkspaceMountTable(FakeParts.unused(StorageProvider.class),
            new FakeParts.Settings(Path.of("/nosuch"), Path.of("/nosuch")));

    @Test
    void oneHoldsAContainerAtATime() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                for (int round = 0; round < 500; round++) {
                    WorkspaceMounts.Hold hold = table.hold("c");
                    try (hold) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(1, most.get());
    }

    @Test
    void othersAreNotHeldUp() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        WorkspaceMounts.Hold mine = table.hold("a");
        try (mine) {
            new Thread(() -> {
                table.hold("b").close();
                done.countDown();
            }).start();
            assertTrue(done.await(30, TimeUnit.SECONDS));
        }
    }
}
