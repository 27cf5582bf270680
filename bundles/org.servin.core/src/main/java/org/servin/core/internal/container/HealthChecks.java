package org.servin.core.internal.container;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.servin.core.container.Health;
import org.servin.core.container.HealthCheckConfig;
import org.servin.spi.ServinException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The health checks of all running containers. Thread-safe. */
final class HealthChecks {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);
    private static final Set<String> KINDS = Set.of("CMD", "CMD-SHELL");
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
        if (test.isEmpty() || !KINDS.contains(test.get(0))) { // NONE, or a word that dockerd takes without knowing it
            container.health(null);
            return;
        }
        container.health(new Health(HealthWatch.STARTING, 0, container.health().map(Health::log).orElse(List.of())));
        watch(container, run);
    }

    /** An engine before this one may have ended while a probe ran. */
    void endLeft(Container container, Run run) {
        for (String left : HealthProbe.left(run)) {
            seams.time().soon(() -> {
                try {
                    HealthProbe.end(run, left);
                } catch (ServinException failure) {
                    LOG.warn("a health check that is left in container {} could not be ended: {}", container.id(), failure.getMessage());
                }
            });
        }
    }

    private void watch(Container container, Run run) {
        HealthWatch watch = new HealthWatch(seams, probe, container, run, container.record().config().healthcheck());
        HealthWatch before = watches.put(container.id(), watch);
        if (before != null) {
            before.end();
        }
        watch.begin();
    }

    /** It was thawed: after an interval it is looked at again. */
    void resume(Container container, Run run) {
        if (container.health().isPresent()) {
            watch(container, run);
        }
    }

    /** The run is over or frozen; until it is looked at again, dockerd calls it unhealthy. */
    void end(Container container) {
        HealthWatch watch = watches.remove(container.id());
        if (watch != null) {
            watch.end();
        }
    }
}
