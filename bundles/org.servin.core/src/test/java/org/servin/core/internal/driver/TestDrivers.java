package org.servin.core.internal.driver;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.Probe;

/** The real registry, fed by tests instead of services. */
public final class TestDrivers {
    private final DriverRegistry registry;
    private final List<Candidate> candidates = new CopyOnWriteArrayList<>();
    private int count;

    /** Who asks for a driver that went waits for its return no longer than a moment. */
    public TestDrivers() {
        this(Duration.ofMillis(200));
    }

    /** @param patience how long one who asks for a driver that went waits for its return */
    TestDrivers(Duration patience) {
        registry = new DriverRegistry(patience, Duration.ofSeconds(30), Duration.ZERO);
    }

    /** What the engine sees. */
    public Drivers registry() {
        return registry;
    }

    /** A usable driver comes. */
    public void add(DriverKind kind, String name, Object driver) {
        add(kind, name, driver, 0, Probe.usable());
    }

    /** A driver comes; a higher rank serves. */
    public void add(DriverKind kind, String name, Object driver, int rank, Probe probe) {
        Candidate candidate = new Candidate(kind, name, 0, true, driver, new Rank(rank, count++), "test", probe);
        candidates.add(candidate);
        registry.arrive(candidate);
    }

    /** A driver goes. */
    public void remove(DriverKind kind, String name, Object driver) {
        Candidate leaving = candidates.stream().filter(c -> c.kind == kind && c.name.equals(name) && c.service == driver).findFirst().orElseThrow();
        candidates.remove(leaving);
        registry.leave(leaving);
    }

    /** As service references compare: by ranking, then the older one. */
    private record Rank(int ranking, int age) implements Comparable<Object> {
        @Override
        public int compareTo(Object other) {
            Rank rank = (Rank) other;
            return ranking != rank.ranking ? Integer.compare(ranking, rank.ranking) : Integer.compare(rank.age, age);
        }
    }
}
