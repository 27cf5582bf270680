package org.servin.core.internal.container;

import org.servin.core.driver.Drivers;
import org.servin.core.internal.launch.LaunchPlanner;
import org.servin.core.internal.meter.Actions;
import org.servin.core.internal.network.ContainerNetworking;
import org.servin.core.internal.stream.OutputHub;
import org.servin.core.internal.stream.ProcessSessions;
import org.servin.core.internal.task.HeldTasks;
import org.servin.core.internal.volume.ContainerMounts;
import org.servin.core.system.EngineSettings;
import org.servin.image.Images;
import org.servin.image.StorageProvider;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;
import org.servin.spi.runtime.RuntimeDriver;

/** The parts of the engine that the life of containers needs. */
record Seams(
        ContainerTable table,
        HeldTasks tasks,
        EngineSettings settings,
        Drivers drivers,
        Images images,
        StorageProvider storage,
        LaunchPlanner planner,
        ContainerMounts mounts,
        ContainerNetworking networking,
        OutputHub output,
        ProcessSessions processes,
        WorkspaceMounts workspaces,
        Actions actions,
        EngineTime time) {

    Lease<RuntimeDriver> runtime(String name) {
        return drivers.lease(DriverKind.RUNTIME, name, RuntimeDriver.class);
    }
}
