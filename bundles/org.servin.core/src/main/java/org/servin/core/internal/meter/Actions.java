package org.servin.core.internal.meter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.spi.meter.Meter;
import org.servin.spi.meter.MeterSource;

/** What the engine has done, and how long it took, under dockerd's names. Thread-safe; what fails does not count, as there. */
@Component(service = {Actions.class, MeterSource.class})
public final class Actions implements MeterSource {
    private static final double NANOS = 1e9;
    private final Map<String, Durations> containers = new TreeMap<>();
    private final Map<String, Durations> networks = new TreeMap<>();
    private final LongAdder healthChecks = new LongAdder();
    private final LongAdder failedHealthChecks = new LongAdder();

    /** Nothing was done yet. */
    @Activate
    public Actions() {
        List.of("changes", "commit", "create", "delete", "start").forEach(action -> containers.put(action, new Durations()));
        List.of("allocate", "connect", "release").forEach(action -> networks.put(action, new Durations()));
    }

    /** Does something with a container: {@code create}, {@code start}, {@code delete}, {@code commit} or {@code changes}. */
    public <T> T container(String action, Supplier<T> work) {
        return timed(containers, action, work);
    }

    /** As {@link #container(String, Supplier)}, without a result. */
    public void container(String action, Runnable work) {
        timed(containers, action, () -> {
            work.run();
            return null;
        });
    }

    /** Does something with a container's networks: {@code allocate}, {@code connect} or {@code release}. */
    public <T> T network(String action, Supplier<T> work) {
        return timed(networks, action, work);
    }

    /** As {@link #network(String, Supplier)}, without a result. */
    public void network(String action, Runnable work) {
        timed(networks, action, () -> {
            work.run();
            return null;
        });
    }

    /** A health check has ended. */
    public void healthCheck(boolean failed) {
        healthChecks.increment();
        if (failed) {
            failedHealthChecks.increment();
        }
    }

    private static <T> T timed(Map<String, Durations> all, String action, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        all.get(action).add((System.nanoTime() - start) / NANOS);
        return result;
    }

    @Override
    public List<Meter> meters() {
        return List.of(
                durations("engine_daemon_container_actions_seconds", "The number of seconds it takes to process each container action", containers),
                durations("engine_daemon_network_actions_seconds", "The number of seconds it takes to process each network action", networks),
                Meter.single("engine_daemon_health_checks", Meter.Kind.COUNTER, "The total number of health checks", healthChecks.sum()),
                Meter.single("engine_daemon_health_checks_failed", Meter.Kind.COUNTER, "The total number of failed health checks", failedHealthChecks.sum()));
    }

    private static Meter durations(String name, String help, Map<String, Durations> all) {
        List<Meter.Point> points = new ArrayList<>();
        all.forEach((action, durations) -> points.add(durations.point(Map.of("action", action))));
        return new Meter(name, Meter.Kind.HISTOGRAM, help, points);
    }
}
