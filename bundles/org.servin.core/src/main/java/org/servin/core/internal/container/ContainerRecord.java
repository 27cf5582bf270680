package org.servin.core.internal.container;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.EndpointView;
import org.servin.core.container.Health;
import org.servin.core.container.HostConfig;
import org.servin.core.container.MountPoint;
import org.servin.core.container.NetworkView;
import org.servin.core.container.RestartPolicy;
import org.servin.core.container.Status;

/**
 * What the store keeps of a container. Immutable; a change makes a new one.
 *
 * @param id full id
 * @param name without the leading slash
 * @param created nanoseconds since 1970-01-01T00:00Z
 * @param imageId full id with its algorithm; empty for none
 * @param config portable part, image's settings merged in
 * @param host host part, defaults filled in
 * @param endpoints networks by name
 * @param mounts mounts but tmpfs
 * @param storageDriver the storage driver that has its workspace
 * @param runtime the runtime driver that runs it
 * @param state its state when this was kept
 * @param restarts how restart policies stand
 * @param network network settings of the present run; after it, its sandbox alone; null before the first
 */
record ContainerRecord(
        String id,
        String name,
        long created,
        String imageId,
        ContainerConfig config,
        HostConfig host,
        Map<String, EndpointView> endpoints,
        List<MountPoint> mounts,
        String storageDriver,
        String runtime,
        State state,
        Restarts restarts,
        NetworkView network) {

    /**
     * A state at one moment; times are nanoseconds since 1970-01-01T00:00Z, 0 for never.
     *
     * @param error why the last start failed; empty otherwise
     * @param health null where nothing is checked, and before the first run
     */
    record State(Status status, int pid, int exitCode, String error, boolean oomKilled, long startedAt, long finishedAt, Health health) {
        static State created() {
            return new State(Status.CREATED, 0, 0, "", false, 0, 0, null);
        }

        /** Dockerd keeps telling of the last run's memory until this one ends. */
        State running(int processId, long since) {
            return new State(Status.RUNNING, processId, 0, "", oomKilled, since, finishedAt, health);
        }

        State with(Status other) {
            return new State(other, pid, exitCode, error, oomKilled, startedAt, finishedAt, health);
        }

        State with(Health other) {
            return new State(status, pid, exitCode, error, oomKilled, startedAt, finishedAt, other);
        }

        State failed(int code, String why) {
            return new State(status.isAlive() || status == Status.RESTARTING ? Status.EXITED : status, 0, code, why, oomKilled, startedAt, finishedAt, health);
        }

        State ended(Status other, int code, boolean oom, long at) {
            return new State(other, 0, code, "", oom, startedAt, at, health);
        }
    }

    /**
     * How restart policies stand.
     *
     * @param count restarts by policy since it was started by hand
     * @param manuallyStopped whether the last stop was asked for
     */
    record Restarts(int count, boolean manuallyStopped) {
        static final Restarts NONE = new Restarts(0, false);

        /** Dockerd counts a restart when it decides on it, before the pause. */
        Restarts counting(boolean oneMore) {
            return oneMore ? new Restarts(count + 1, manuallyStopped) : this;
        }
    }

    ContainerRecord with(State other) {
        return new ContainerRecord(id, name, created, imageId, config, host, endpoints, mounts, storageDriver, runtime, other, restarts, network);
    }

    ContainerRecord with(Restarts other) {
        return new ContainerRecord(id, name, created, imageId, config, host, endpoints, mounts, storageDriver, runtime, state, other, network);
    }

    ContainerRecord withHost(HostConfig other) {
        return new ContainerRecord(id, name, created, imageId, config, other, endpoints, mounts, storageDriver, runtime, state, restarts, network);
    }

    ContainerRecord withMounts(List<MountPoint> others) {
        return new ContainerRecord(id, name, created, imageId, config, host, endpoints, others, storageDriver, runtime, state, restarts, network);
    }

    ContainerRecord withConfig(ContainerConfig other) {
        return new ContainerRecord(id, name, created, imageId, other, host, endpoints, mounts, storageDriver, runtime, state, restarts, network);
    }

    ContainerRecord withName(String other) {
        return new ContainerRecord(id, other, created, imageId, config, host, endpoints, mounts, storageDriver, runtime, state, restarts, network);
    }

    ContainerRecord withNetwork(Map<String, EndpointView> others, Optional<NetworkView> view) {
        return new ContainerRecord(id, name, created, imageId, config, host, Map.copyOf(others), mounts, storageDriver, runtime, state, restarts, view.orElse(null));
    }

    /** Entry point and command, one after the other; never empty. */
    List<String> command() {
        List<String> command = new ArrayList<>();
        Arrays.asList(config.entrypoint(), config.cmd()).stream().filter(l -> l != null).forEach(command::addAll);
        return command;
    }

    RestartPolicy restartPolicy() {
        RestartPolicy policy = host.general().restartPolicy();
        return policy == null || policy.name() == null || policy.name().isEmpty() ? new RestartPolicy("no", 0) : policy;
    }

    Map<String, String> labels() {
        return config.labels() == null ? Map.of() : config.labels();
    }

    /** The container whose network this one shares, if any: what follows {@code container:}. */
    Optional<String> networkOf() {
        return shared(host.wiring().networkMode());
    }

    Optional<String> pidOf() {
        return shared(host.isolation().pidMode());
    }

    Optional<String> ipcOf() {
        return shared(host.isolation().ipcMode());
    }

    /** What follows {@code container:} in a namespace's mode. */
    static Optional<String> shared(String mode) {
        return mode != null && mode.startsWith("container:") ? Optional.of(mode.substring("container:".length())) : Optional.empty();
    }
}
