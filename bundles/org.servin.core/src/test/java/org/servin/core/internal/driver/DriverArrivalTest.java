package org.servin.core.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;

@Timeout(60)
class DriverArrivalTest {
    private static final Duration MOMENT = Duration.ofMillis(50);
    private final DriverRegistry registry = new DriverRegistry(MOMENT, Duration.ofSeconds(30), Duration.ZERO);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private DriverArrival arrival(Supplier<Optional<Object>> activation, Supplier<Probe> probe) {
        DriverArrival.Offer offer = new DriverArrival.Offer(DriverKind.VOLUME, "nfs", 0, true, other -> 0, "test 1");
        return new DriverArrival(registry, offer, new DriverArrival.Source() {
            @Override
            public Optional<Object> get() {
                return activation.get();
            }

            @Override
            public Probe probe(Object driver) {
                return probe.get();
            }

            @Override
            public void release() {
                released.countDown();
            }
        });
    }

    private Optional<Object> hang() {
        try {
            gate.await();
            return Optional.of("nfs");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Drivers.Entry only() {
        List<Drivers.Entry> entries = registry.entries();
        assertEquals(1, entries.size());
        return entries.get(0);
    }

    /** The entry of a driver that has come through takes the place of the broken one. */
    private void awaitUsable() {
        while (registry.entries().stream().noneMatch(e -> e.probe().isUsable())) {
            Thread.onSpinWait();
        }
        assertTrue(only().probe().isUsable());
    }

    @Test
    void oneThatComesServesWhenTheCallReturns() {
        arrival(() -> Optional.of("nfs"), Probe::usable).begin(Duration.ofSeconds(30));
        assertEquals("nfs", registry.lease(DriverKind.VOLUME, "nfs", String.class).driver());
    }

    @Test
    void oneThatHangsIsListedAndServesIfItComesThrough() throws Exception {
        DriverArrival arrival = arrival(this::hang, Probe::usable);
        arrival.begin(MOMENT);
        assertEquals(Probe.Status.BROKEN, only().probe().status());
        ServinException away = assertThrows(ServinException.class, () -> registry.lease(DriverKind.VOLUME, "nfs", String.class));
        assertEquals(ErrorKind.UNAVAILABLE, away.kind());
        assertTrue(away.getMessage().contains("volume driver \"nfs\" is not usable: it has not come up"), away.getMessage());
        gate.countDown();
        awaitUsable();
        arrival.leave();
        assertTrue(registry.entries().isEmpty());
        assertTrue(released.await(30, TimeUnit.SECONDS));
    }

    @Test
    void oneWhoseProbeHangsIsListedToo() {
        arrival(() -> Optional.of("nfs"), () -> hang().map(d -> Probe.usable()).orElseThrow()).begin(MOMENT);
        assertEquals(Probe.Status.BROKEN, only().probe().status());
        gate.countDown();
        awaitUsable();
    }

    @Test
    void oneThatLeavesWhileItHangsIsNeverListedAgain() throws Exception {
        DriverArrival arrival = arrival(this::hang, Probe::usable);
        arrival.begin(MOMENT);
        arrival.leave();
        assertTrue(registry.entries().isEmpty());
        assertEquals(1, released.getCount());
        gate.countDown();
        assertTrue(released.await(30, TimeUnit.SECONDS));
        assertTrue(registry.entries().isEmpty());
    }

    @Test
    void oneThatFailsIsListedWithTheReason() {
        arrival(Optional::empty, Probe::usable).begin(Duration.ofSeconds(30));
        assertEquals("its component could not be activated", only().probe().reason());
    }

    @Test
    void oneWhoseProbeFailsIsListedWithTheReason() {
        arrival(() -> Optional.of("nfs"), () -> {
            throw new NoClassDefFoundError("missing");
        }).begin(Duration.ofSeconds(30));
        assertFalse(only().probe().isUsable());
        assertTrue(only().probe().reason().contains("NoClassDefFoundError: missing"), only().probe().reason());
    }
}
