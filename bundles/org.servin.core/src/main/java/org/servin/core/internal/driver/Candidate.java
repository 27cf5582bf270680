package org.servin.core.internal.driver;

import java.util.concurrent.atomic.AtomicInteger;
import org.servin.spi.DriverKind;
import org.servin.spi.Probe;

/** One installed driver service. All that changes is written under the registry's lock, but for the count of leases. */
final class Candidate implements Comparable<Candidate> {
    final DriverKind kind;
    final String name;
    final int priority;
    final boolean listed;
    final Object service;
    final Comparable<Object> ranking;
    final String bundle;
    final Probe probe;
    /** Leases that are out. */
    final AtomicInteger leases = new AtomicInteger();
    /** Set while listeners are told of it: only that thread gets leases. */
    Thread introducing;
    /** Set once it is leaving. */
    boolean draining;
    /** Set once somebody waits for its leases to come back. */
    volatile boolean awaited;

    Candidate(DriverKind kind, String name, int priority, boolean listed, Object service, Comparable<Object> ranking, String bundle, Probe probe) {
        this.kind = kind;
        this.name = name;
        this.priority = priority;
        this.listed = listed;
        this.service = service;
        this.ranking = ranking;
        this.bundle = bundle;
        this.probe = probe;
    }

    boolean serves() {
        return probe.isUsable() && !draining;
    }

    boolean givesLeaseTo(Thread thread) {
        return serves() && (introducing == null || introducing == thread);
    }

    /** Best first: by the ranking of services. */
    @Override
    public int compareTo(Candidate other) {
        return other.ranking.compareTo(ranking);
    }

    @Override
    public String toString() {
        return kind.text() + " driver \"" + name + "\" (" + bundle + ")";
    }
}
