package org.servin.core.internal.driver;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.servin.spi.DriverKind;
import org.servin.spi.Probe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One driver's way into the registry: it is activated, probed and introduced by a thread of its own, which is waited for, but not for ever. A driver that hangs on that
 * way is listed as broken, and holds up nobody; if it comes through after all, it serves from then on.
 */
final class DriverArrival {
    private static final Logger LOG = LoggerFactory.getLogger(DriverArrival.class);
    private static final Duration INTRODUCTION = Duration.ofSeconds(10);
    /** In place of a driver that has not come through. */
    private static final Object LATE = new Object();
    private final DriverRegistry registry;
    private final Offer offer;
    private final Source source;
    private final CountDownLatch done = new CountDownLatch(1);
    private Candidate listed;
    private boolean gone;

    /** What is known of a driver before it is activated. */
    record Offer(DriverKind kind, String name, int priority, boolean listed, Comparable<Object> ranking, String bundle) {
        Candidate with(Object service, Probe probe) {
            return new Candidate(kind, name, priority, listed, service, ranking, bundle, probe);
        }
    }

    /** Where the driver comes from. */
    interface Source {
        /** Activates it; empty if that failed. */
        Optional<Object> get();

        /** Asks it whether this host can use it. */
        Probe probe(Object driver);

        /** Gives it back. */
        void release();
    }

    /** A driver that nobody has asked for yet. */
    DriverArrival(DriverRegistry registry, Offer offer, Source source) {
        this.registry = registry;
        this.offer = offer;
        this.source = source;
    }

    /** Returns when the driver serves or is listed as broken; after that time it is the latter until it has come through. */
    void begin(Duration patience) {
        Thread thread = new Thread(this::arrive, "servin-driver");
        thread.setDaemon(true);
        thread.start();
        if (!isDoneAfter(patience)) {
            listAsLate(offer.with(LATE, Probe.broken("it has not come up after " + patience.toSeconds() + " s")));
        }
    }

    private boolean isDoneAfter(Duration patience) {
        try {
            return done.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized void listAsLate(Candidate placeholder) {
        if (listed == null && !gone) {
            listed = placeholder;
            registry.arrive(placeholder); // tells nobody: it is not usable
        }
    }

    private void arrive() {
        Candidate candidate = candidate();
        boolean wanted;
        synchronized (this) {
            wanted = !gone;
            if (wanted && listed != null) {
                registry.leave(listed);
            }
            listed = wanted ? candidate : listed;
        }
        if (wanted) {
            registry.arrive(candidate);
        } else {
            source.release();
        }
        done.countDown();
    }

    private Candidate candidate() {
        try {
            Optional<Object> driver = source.get();
            return driver.isPresent() ? offer.with(driver.get(), source.probe(driver.get()))
                    : offer.with(new Object(), Probe.broken("its component could not be activated"));
        } catch (RuntimeException | Error failure) { // a driver's failure is never the engine's
            LOG.warn("{} driver \"{}\" of {} failed when it came", offer.kind().text(), offer.name(), offer.bundle(), failure);
            return offer.with(new Object(), Probe.broken("it failed: " + failure));
        }
    }

    /** The driver is leaving; see {@link DriverRegistry#leave}. One that still hangs is given back if it ever comes through. */
    void leave() {
        Candidate leaving;
        synchronized (this) {
            gone = true;
            leaving = listed;
        }
        boolean cameThrough = leaving != null && leaving.service != LATE;
        if (cameThrough && !isDoneAfter(INTRODUCTION)) {
            LOG.warn("{} leaves before everybody has taken it over", leaving);
        }
        if (leaving != null) {
            registry.leave(leaving);
        }
        if (cameThrough) {
            source.release();
        }
    }
}
