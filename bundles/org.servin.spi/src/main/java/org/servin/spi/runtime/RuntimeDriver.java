package org.servin.spi.runtime;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.servin.spi.Probe;

/** Launches containers and finds those that run. Thread-safe; failures are {@link org.servin.spi.ServinException} and leave nothing behind. */
@ConsumerType
public interface RuntimeDriver {
    /** Whether this host can use the driver; never throws for "not this host". */
    Probe probe();

    /** Facts for {@code docker info}: {@code cgroup.version}, {@code cgroup.driver}, {@code version} and so on. */
    Map<String, String> facts();

    /** Makes a container up to its namespaces; see {@link Task}. */
    Task launch(LaunchSpec spec);

    /**
     * Takes a container back, running or ended meanwhile, from the run folder that its launch was given: after a restart of the engine, or of a part of it, or after
     * another driver of this name was here. A task that this driver gave before is let go. Empty if it was never started, or the machine was rebooted since.
     */
    Optional<Task> adopt(String id, Path runFolder);
}
