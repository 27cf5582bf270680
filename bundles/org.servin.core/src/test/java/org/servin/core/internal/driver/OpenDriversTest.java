package org.servin.core.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;

/** What is borrowed without a lock is drained all the same. */
class OpenDriversTest {
    private static final int ROUNDS = 2_000;
    private final TestDrivers drivers = new TestDrivers(Duration.ofSeconds(30));
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong borrowed = new AtomicLong();

    @Test
    void nobodyHoldsADriverThatHasLeft() throws Exception {
        ExecutorService users = Executors.newFixedThreadPool(3);
        try {
            List<Future<String>> all = new ArrayList<>();
            String present = "0";
            drivers.add(DriverKind.AUTH, "test", present);
            for (int i = 0; i < 3; i++) {
                all.add(users.submit(this::borrowAgainAndAgain));
            }
            for (int round = 1; round <= ROUNDS || borrowed.get() < ROUNDS; round++) {
                String next = String.valueOf(round);
                drivers.add(DriverKind.AUTH, "test", next);
                drivers.remove(DriverKind.AUTH, "test", present);
                gone.add(present);
                present = next;
            }
            over.set(true);
            for (Future<String> each : all) {
                assertEquals("", each.get(30, TimeUnit.SECONDS));
            }
        } finally {
            over.set(true);
            users.shutdownNow();
            assertTrue(users.awaitTermination(30, TimeUnit.SECONDS));
        }
    }

    private String borrowAgainAndAgain() {
        while (!over.get()) {
            try (Lease<String> lease = drivers.registry().lease(DriverKind.AUTH, "test", String.class)) {
                if (gone.contains(lease.driver())) {
                    return lease.driver() + " was borrowed after it had left";
                }
                Thread.onSpinWait();
                if (gone.contains(lease.driver())) {
                    return lease.driver() + " has left while it was borrowed";
                }
                borrowed.incrementAndGet();
            }
        }
        return "";
    }
}
