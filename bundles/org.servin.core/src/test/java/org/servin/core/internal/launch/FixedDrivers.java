package org.servin.core.internal.launch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;

/** Drivers that are always there: each kind has one. */
public record FixedDrivers(Map<DriverKind, String> names, Map<DriverKind, Object> services) implements Drivers {
    private record Held<T>(T driver) implements Lease<T> {
        @Override
        public void close() {
            // Nothing waits for it.
        }
    }

    @Override
    public <T> Lease<T> lease(DriverKind kind, String name, Class<T> type) {
        return leaseNow(kind, name, type).orElseThrow(() -> ServinException.notFound(name));
    }

    @Override
    public <T> Optional<Lease<T>> leaseNow(DriverKind kind, String name, Class<T> type) {
        return known(kind, name) && services.containsKey(kind) ? Optional.of(new Held<>(type.cast(services.get(kind)))) : Optional.empty();
    }

    @Override
    public String preferred(DriverKind kind) {
        return names.get(kind);
    }

    @Override
    public boolean known(DriverKind kind, String name) {
        return name.equals(names.get(kind));
    }

    @Override
    public List<Entry> entries() {
        return names.entrySet().stream().map(e -> new Entry(e.getKey(), e.getValue(), 0, true, Probe.usable(), false, "fixed")).toList();
    }

    @Override
    public void listen(Listener listener) {
        names.forEach(listener::arrived);
    }

    @Override
    public void unlisten(Listener listener) {
        // Nothing changes.
    }
}
