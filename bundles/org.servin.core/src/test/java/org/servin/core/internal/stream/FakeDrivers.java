package org.servin.core.internal.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;

/** One log driver, {@code fake}, that comes and goes; going waits for leases as the real registry does. */
final class FakeDrivers implements Drivers {
    static final String NAME = "fake";
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private LogDriver present;
    private int leases;

    FakeDrivers(LogDriver present) {
        this.present = present;
    }

    /** Takes the driver away; false if leases were not given back in time. */
    boolean depart() {
        synchronized (this) {
            present = null;
        }
        listeners.forEach(listener -> listener.departed(DriverKind.LOG, NAME));
        synchronized (this) {
            long end = System.nanoTime() + 30_000_000_000L;
            while (leases > 0 && System.nanoTime() < end) {
                try {
                    wait(100);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return leases == 0;
        }
    }

    void arrive(LogDriver driver) {
        synchronized (this) {
            present = driver;
        }
        listeners.forEach(listener -> listener.arrived(DriverKind.LOG, NAME));
    }

    @Override
    public <T> Lease<T> lease(DriverKind kind, String name, Class<T> type) {
        return leaseNow(kind, name, type).orElseThrow(() -> new ServinException(ErrorKind.UNAVAILABLE, "log driver " + name + " is away"));
    }

    @Override
    public synchronized <T> Optional<Lease<T>> leaseNow(DriverKind kind, String name, Class<T> type) {
        if (present == null || !name.equals(NAME)) {
            return Optional.empty();
        }
        leases++;
        T driver = type.cast(present);
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
                        leases--;
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
    public boolean known(DriverKind kind, String name) {
        return name.equals(NAME);
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
