package org.servin.core.internal.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;

/** Log drivers, usually one, {@code fake}, that come and go; going waits for leases as the real registry does. */
final class FakeDrivers implements Drivers {
    static final String NAME = "fake";
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, LogDriver> present = new HashMap<>();
    private final Set<String> known = new HashSet<>(Set.of(NAME));
    private final Map<String, Integer> leases = new HashMap<>();

    FakeDrivers(LogDriver usual) {
        if (usual != null) {
            present.put(NAME, usual);
        }
    }

    /** Adds another, without telling. */
    FakeDrivers with(String name, LogDriver driver) {
        present.put(name, driver);
        known.add(name);
        return this;
    }

    /** Takes the driver away; false if leases were not given back in time. */
    boolean depart() {
        return depart(NAME);
    }

    boolean depart(String name) {
        synchronized (this) {
            present.remove(name);
        }
        listeners.forEach(listener -> listener.departed(DriverKind.LOG, name));
        synchronized (this) {
            long end = System.nanoTime() + 30_000_000_000L;
            while (leases(name) > 0 && System.nanoTime() < end) {
                try {
                    wait(100);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return leases(name) == 0;
        }
    }

    private int leases(String name) {
        return leases.getOrDefault(name, 0);
    }

    void arrive(LogDriver driver) {
        arrive(NAME, driver);
    }

    void arrive(String name, LogDriver driver) {
        synchronized (this) {
            with(name, driver);
        }
        listeners.forEach(listener -> listener.arrived(DriverKind.LOG, name));
    }

    @Override
    public <T> Lease<T> lease(DriverKind kind, String name, Class<T> type) {
        return leaseNow(kind, name, type).orElseThrow(() -> new ServinException(ErrorKind.UNAVAILABLE, "log driver " + name + " is away"));
    }

    @Override
    public synchronized <T> Optional<Lease<T>> leaseNow(DriverKind kind, String name, Class<T> type) {
        if (!present.containsKey(name)) {
            return Optional.empty();
        }
        leases.merge(name, 1, Integer::sum);
        T driver = type.cast(present.get(name));
        return Optional.of(new Lease<>() {
            private boolean closed;

            @Override
            public T driver() {
                return driver;
            }

            @Override
            public void close() {
                synchronized (FakeDrivers.this) {
                    if (!closed) {
                        closed = true;
                        leases.merge(name, -1, Integer::sum);
                        FakeDrivers.this.notifyAll();
                    }
                }
            }
        });
    }

    @Override
    public String preferred(DriverKind kind) {
        return NAME;
    }

    @Override
    public synchronized boolean known(DriverKind kind, String name) {
        return known.contains(name);
    }

    @Override
    public List<Entry> entries() {
        return new ArrayList<>();
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void unlisten(Listener listener) {
        listeners.remove(listener);
    }
}
