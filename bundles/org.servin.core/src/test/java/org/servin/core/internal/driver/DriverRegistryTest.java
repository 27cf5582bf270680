package org.servin.core.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;

class DriverRegistryTest {
    private final TestDrivers drivers = new TestDrivers();
    private final Drivers registry = drivers.registry();

    private ServinException refused(String name) {
        return assertThrows(ServinException.class, () -> registry.lease(DriverKind.NETWORK, name, String.class));
    }

    @Test
    void oneThatWasNeverHereIsNotFound() {
        assertEquals(ErrorKind.NOT_FOUND, refused("bridge").kind());
    }

    @Test
    void oneThatWentIsUnavailableByName() {
        drivers.add(DriverKind.NETWORK, "bridge", "one");
        drivers.remove(DriverKind.NETWORK, "bridge", "one");
        ServinException away = refused("bridge");
        assertEquals(ErrorKind.UNAVAILABLE, away.kind());
        assertEquals("network driver \"bridge\" is not available", away.getMessage());
        assertTrue(registry.known(DriverKind.NETWORK, "bridge"));
    }

    @Test
    void aLeaseWaitsForTheNextVersion() throws Exception {
        TestDrivers patient = new TestDrivers(Duration.ofSeconds(30));
        patient.add(DriverKind.NETWORK, "bridge", "one");
        patient.remove(DriverKind.NETWORK, "bridge", "one");
        CompletableFuture<String> got = CompletableFuture.supplyAsync(() -> {
            try (Lease<String> lease = patient.registry().lease(DriverKind.NETWORK, "bridge", String.class)) {
                return lease.driver();
            }
        });
        patient.add(DriverKind.NETWORK, "bridge", "two");
        assertEquals("two", got.get(30, TimeUnit.SECONDS));
    }

    @Test
    void aLeavingDriverIsDrained() throws Exception {
        drivers.add(DriverKind.NETWORK, "bridge", "one");
        Lease<String> lease = registry.lease(DriverKind.NETWORK, "bridge", String.class);
        CompletableFuture<Void> left = CompletableFuture.runAsync(() -> drivers.remove(DriverKind.NETWORK, "bridge", "one"));
        while (registry.leaseNow(DriverKind.NETWORK, "bridge", String.class).map(l -> {
            l.close();
            return true;
        }).orElse(false)) {
            Thread.onSpinWait();
        }
        assertFalse(left.isDone());
        lease.close();
        left.get(30, TimeUnit.SECONDS);
    }

    @Test
    void oneThatIsOutdoneFinishesItsCallsBeforeTheNewOneIsTold() throws Exception {
        drivers.add(DriverKind.NETWORK, "bridge", "old", 1, Probe.usable());
        Lease<String> lease = registry.lease(DriverKind.NETWORK, "bridge", String.class);
        CompletableFuture<Void> told = new CompletableFuture<>();
        AtomicInteger arrivals = new AtomicInteger();
        registry.listen(new Drivers.Listener() {
            @Override
            public void arrived(DriverKind kind, String name) {
                arrivals.incrementAndGet();
            }

            @Override
            public void departing(DriverKind kind, String name) {
                told.complete(null);
            }

            @Override
            public void departed(DriverKind kind, String name) { }
        });
        CompletableFuture<Void> arrived = CompletableFuture.runAsync(() -> drivers.add(DriverKind.NETWORK, "bridge", "new", 2, Probe.usable()));
        told.get(30, TimeUnit.SECONDS);
        assertFalse(arrived.isDone());
        assertEquals(1, arrivals.get()); // that of the old one, which is here
        lease.close();
        arrived.get(30, TimeUnit.SECONDS);
        assertEquals(2, arrivals.get());
        try (Lease<String> next = registry.lease(DriverKind.NETWORK, "bridge", String.class)) {
            assertEquals("new", next.driver());
        }
    }

    @Test
    void theHighestRankingServesAndTheOtherTakesOver() {
        List<String> told = new ArrayList<>();
        registry.listen(new Drivers.Listener() {
            @Override
            public void arrived(DriverKind kind, String name) {
                try (Lease<String> lease = registry.lease(kind, name, String.class)) {
                    told.add("+" + lease.driver());
                }
            }

            @Override
            public void departed(DriverKind kind, String name) {
                told.add("-");
            }
        });
        drivers.add(DriverKind.NETWORK, "bridge", "old", 1, Probe.usable());
        drivers.add(DriverKind.NETWORK, "bridge", "shadowed", 0, Probe.usable());
        drivers.add(DriverKind.NETWORK, "bridge", "new", 2, Probe.usable());
        drivers.remove(DriverKind.NETWORK, "bridge", "new");
        drivers.remove(DriverKind.NETWORK, "bridge", "shadowed");
        drivers.remove(DriverKind.NETWORK, "bridge", "old");
        assertEquals(List.of("+old", "+new", "+old", "-"), told);
    }

    @Test
    void aBrokenDriverIsListedAndNeverServes() {
        drivers.add(DriverKind.STORAGE, "overlay2", "one", 0, Probe.broken("no overlayfs"));
        ServinException refused = assertThrows(ServinException.class, () -> registry.lease(DriverKind.STORAGE, "overlay2", String.class));
        assertEquals("storage driver \"overlay2\" is not usable: no overlayfs", refused.getMessage());
        assertEquals("no overlayfs", registry.entries().get(0).probe().reason());
        assertThrows(ServinException.class, () -> registry.preferred(DriverKind.STORAGE));
    }
}
