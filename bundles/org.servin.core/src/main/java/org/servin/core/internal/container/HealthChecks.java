package org.servin.core.internal.container;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.servin.core.container.HealthCheckConfig;

/** The health checks of all running containers. Thread-safe. */
final class HealthChecks {
    private final Seams seams;
    private final HealthProbe probe;
    private final ConcurrentMap<String, HealthWatch> watches = new ConcurrentHashMap<>();

    HealthChecks(Seams seams) {
        this.seams = seams;
        this.probe = new HealthProbe(seams);
    }

    /** A run has begun. */
    void begin(Container container, Run run) {
        HealthCheckConfig check = container.record().config().healthcheck();
        List<String> test = check == null || check.test() == null ? List.of() : check.test();
        if (test.isEmpty() || test.get(0).equals("NONE")) {
            container.health(null);
            return;
        }
        HealthWatch watch = new HealthWatch(seams, probe, container, run, check);
        HealthWatch before = watches.put(container.id(), watch);
        if (before != null) {
            before.end();
        }
        watch.begin();
    }

    /** The run is over; the last health stays to be seen. */
    void end(Container container) {
        HealthWatch watch = watches.remove(container.id());
        if (watch != null) {
            watch.end();
        }
    }
}
