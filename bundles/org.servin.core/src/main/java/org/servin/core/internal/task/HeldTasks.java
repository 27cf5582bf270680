package org.servin.core.internal.task;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.RuntimeDriver;
import org.servin.spi.runtime.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All containers' tasks as the engine has them. A runtime driver that leaves takes nothing with it: its successor is asked for every container before anybody else may
 * call it. Thread-safe.
 */
@Component(service = HeldTasks.class)
public final class HeldTasks implements Drivers.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(HeldTasks.class);
    private final Drivers drivers;
    private final Map<String, HeldTask> tasks = new ConcurrentHashMap<>();

    /** Starts empty. */
    @Activate
    public HeldTasks(@Reference Drivers drivers) {
        this.drivers = drivers;
        drivers.listen(this);
    }

    /** Lets go of all containers, which run on. Whoever reads their streams has stopped before. */
    @Deactivate
    public void close() {
        drivers.unlisten(this);
        tasks.values().forEach(HeldTask::letGo);
    }

    /** Borrows a driver; see {@link Drivers#lease}. Containers that it launched are there: one that was not seen since the engine's start is only away. */
    Lease<RuntimeDriver> lease(String runtime) {
        try {
            return drivers.lease(DriverKind.RUNTIME, runtime, RuntimeDriver.class);
        } catch (ServinException absent) {
            if (absent.kind() != ErrorKind.NOT_FOUND) {
                throw absent;
            }
            throw new ServinException(ErrorKind.UNAVAILABLE, "runtime driver \"" + runtime + "\" is not available", absent);
        }
    }

    /** Launches a container; see {@link RuntimeDriver#launch}. */
    public HeldTask launch(String runtime, LaunchSpec spec) {
        try (Lease<RuntimeDriver> lease = lease(runtime)) {
            HeldTask task = new HeldTask(this, runtime, spec.id(), spec.runFolder(), 0, 0);
            task.hold(lease.driver().launch(spec));
            tasks.put(spec.id(), task);
            return task;
        }
    }

    /**
     * Takes a container of an earlier engine back: from its driver if that is there now, else when it comes. Empty if the driver does not know it.
     *
     * @param pid its number when it was last seen
     * @param started when it was started, nanoseconds since 1970-01-01T00:00Z
     */
    public Optional<HeldTask> adopt(String runtime, String id, Path runFolder, int pid, long started) {
        HeldTask task = new HeldTask(this, runtime, id, runFolder, pid, started);
        tasks.put(id, task);
        Optional<Lease<RuntimeDriver>> driver = drivers.leaseNow(DriverKind.RUNTIME, runtime, RuntimeDriver.class);
        if (driver.isEmpty()) {
            LOG.warn("container {} waits for runtime driver {} to be taken back", id, runtime);
            return Optional.of(task);
        }
        try (Lease<RuntimeDriver> lease = driver.get()) {
            adopt(task, lease.driver());
        }
        if (task.isLost()) {
            tasks.remove(id, task);
            return Optional.empty();
        }
        return Optional.of(task);
    }

    private static void adopt(HeldTask task, RuntimeDriver driver) {
        try {
            task.adopt(driver);
        } catch (ServinException failure) { // the driver is asked again with the next call
            LOG.error("container {} could not be taken back: {}", task.id(), failure.getMessage());
        }
    }

    void forget(String id, HeldTask task) {
        tasks.remove(id, task);
    }

    @Override
    public void arrived(DriverKind kind, String name) {
        List<HeldTask> orphans = of(kind, name);
        if (!orphans.isEmpty()) {
            drivers.leaseNow(kind, name, RuntimeDriver.class).ifPresent(lease -> {
                try (lease) {
                    orphans.forEach(task -> adopt(task, lease.driver()));
                }
            });
        }
    }

    @Override
    public void departed(DriverKind kind, String name) {
        of(kind, name).forEach(HeldTask::miss);
    }

    private List<HeldTask> of(DriverKind kind, String name) {
        return kind != DriverKind.RUNTIME ? List.of() : tasks.values().stream().filter(task -> task.runtime().equals(name)).toList();
    }
}
