package org.servin.core.internal.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.core.container.HostConfig;
import org.servin.core.container.LogConfig;
import org.servin.core.container.NetworkView;
import org.servin.core.container.PortBinding;
import org.servin.core.container.ResourceLimits;
import org.servin.core.container.RestartPolicy;
import org.servin.core.container.Status;
import org.servin.core.container.UpdateRequest;
import org.servin.core.internal.launch.HostChecks;
import org.servin.core.internal.launch.LaunchPlanner.Updated;
import org.servin.core.internal.network.NetworkModes;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Changes containers without ending their runs. */
final class Adjustments {
    private final Seams seams;
    private final HealthChecks health;
    private final LogDefaults logs;

    Adjustments(Seams seams, HealthChecks health) {
        this.seams = seams;
        this.health = health;
        this.logs = new LogDefaults(seams);
    }

    void pause(String ref) {
        Container container = seams.table().find(ref);
        container.lock.lock();
        try {
            switch (container.status()) {
                case PAUSED -> throw Wording.alreadyPaused(container.id());
                case RESTARTING -> throw Wording.restarting(container.id());
                default -> pause(container);
            }
        } finally {
            container.lock.unlock();
        }
    }

    private void pause(Container container) {
        Run run = container.running();
        health.end(container); // a probe must not be frozen in its midst
        pause(container, run);
        ContainerRecord record = seams.table().note(container, r -> r.with(r.state().with(Status.PAUSED)));
        seams.table().events().publish(record, "pause");
    }

    private void pause(Container container, Run run) {
        try {
            run.task().pause();
        } catch (ServinException failure) {
            health.resume(container, run);
            throw failure;
        }
    }

    void unpause(String ref) {
        Container container = seams.table().find(ref);
        container.lock.lock();
        try {
            if (container.status() != Status.PAUSED) {
                throw Wording.notPaused(container.id());
            }
            Run run = container.running();
            run.task().resume();
            health.resume(container, run);
            ContainerRecord record = seams.table().note(container, r -> r.with(r.state().with(Status.RUNNING)));
            seams.table().events().publish(record, "unpause");
        } finally {
            container.lock.unlock();
        }
    }

    void rename(String ref, String newName) {
        if (ref.isEmpty() || newName.isEmpty()) {
            throw ServinException.invalid("Neither old nor new names may be empty");
        }
        Container container = seams.table().find(ref);
        container.lock.lock();
        try {
            String old = container.record().name();
            if (newName.equals(old) || newName.equals("/" + old)) {
                throw ServinException.invalid("Renaming a container with the same name as its current name");
            }
            rename(container, old, newName);
        } finally {
            container.lock.unlock();
        }
    }

    private void rename(Container container, String old, String wish) {
        try (Undo undo = new Undo()) {
            String name = reserve(wish, container.id());
            undo.push(() -> seams.table().free(name, container.id()));
            ContainerRecord record = seams.table().keep(container, r -> r.withName(name));
            undo.forget();
            seams.table().free(old, container.id());
            seams.networking().renamed(record.id(), name);
            seams.table().events().publish(record, "rename", Map.of("oldName", "/" + old));
        }
    }

    private String reserve(String wish, String id) {
        try {
            return seams.table().reserve(Optional.of(wish.startsWith("/") ? wish : "/" + wish), id); // dockerd says the name so
        } catch (ServinException refused) {
            throw new ServinException(refused.kind(), "Error when allocating new name: " + refused.getMessage(), refused);
        }
    }

    /** What is wrong with the values themselves is said without the container's name, as dockerd does. */
    private static ServinException cannotUpdate(String id, ServinException e) {
        return e.kind() == ErrorKind.INVALID_ARGUMENT ? e : new ServinException(e.kind(), "Cannot update container " + id + ": " + e.getMessage(), e);
    }

    List<String> update(String ref, UpdateRequest request) {
        Container container = seams.table().find(ref);
        if (request.restartPolicy() != null) {
            HostChecks.restartPolicy(request.restartPolicy());
        }
        container.lock.lock();
        try {
            if (container.status() == Status.REMOVING || container.status() == Status.DEAD) {
                throw Wording.updateMarked();
            }
            return update(container, request);
        } catch (ServinException e) {
            throw cannotUpdate(container.id(), e);
        } finally {
            container.lock.unlock();
        }
    }

    private List<String> update(Container container, UpdateRequest request) {
        HostConfig host = container.record().host();
        Updated updated = seams.planner().update(host, request.resources());
        HostConfig next = Configs.withResources(withPolicy(withLog(host, request.logConfig()), request.restartPolicy()), updated.merged());
        ContainerRecord wanted = withPorts(container.record().withHost(next), request.portBindings());
        Optional<NetworkView> view = publish(wanted, request);
        try {
            if (container.status().isAlive()) {
                container.running().task().update(updated.changes().get());
            }
        } catch (ServinException e) {
            publish(container.record(), request);
            throw e;
        }
        ContainerRecord record = seams.table().keep(container, r -> {
            ContainerRecord changed = r.withHost(wanted.host()).withConfig(wanted.config());
            return view.isPresent() ? changed.withNetwork(view.get().endpoints(), view) : changed;
        });
        if (request.logConfig() != null) {
            seams.output().change(seams.table().logTarget(record), seams.table().logDriver(record));
        }
        seams.table().events().publish(record, "update");
        List<String> warnings = new ArrayList<>(updated.warnings());
        if (request.portBindings() != null) {
            NetworkModes.warning(wanted.host()).ifPresent(warnings::add);
        }
        return warnings;
    }

    private static ContainerRecord withPorts(ContainerRecord record, Map<String, List<PortBinding>> bindings) {
        return bindings == null ? record
                : record.withHost(Configs.withPortBindings(record.host(), bindings)).withConfig(Configs.withExposed(record.config(), bindings.keySet()));
    }

    /** Makes a record's port bindings so, if the request is about them. */
    private Optional<NetworkView> publish(ContainerRecord record, UpdateRequest request) {
        return request.portBindings() == null ? Optional.empty() : seams.networking().publish(seams.table().subject(record));
    }

    /** As at the creation, but what was read until now goes where it was to go. */
    private HostConfig withLog(HostConfig host, LogConfig wanted) {
        if (wanted == null) {
            return host;
        }
        LogConfig log = logs.of(wanted);
        seams.output().validate(log.type(), log.config());
        return Configs.withLog(host, log);
    }

    private static HostConfig withPolicy(HostConfig host, RestartPolicy policy) {
        if (policy == null || policy.name() == null || policy.name().isEmpty()) {
            return host;
        }
        if (host.general().autoRemove() && !policy.name().equals("no")) {
            throw ServinException.conflict("Restart policy cannot be updated because AutoRemove is enabled for the container");
        }
        return Configs.withRestartPolicy(host, policy);
    }

    void resize(String ref, int rows, int columns) {
        Container container = seams.table().find(ref);
        Run run = container.running();
        if (container.record().config().tty()) {
            run.task().resize(rows, columns);
        }
        seams.table().events().publish(container.record(), "resize", Map.of("height", Integer.toString(rows), "width", Integer.toString(columns)));
    }
}
