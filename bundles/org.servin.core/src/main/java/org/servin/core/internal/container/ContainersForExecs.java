package org.servin.core.internal.container;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.Status;
import org.servin.core.internal.network.ContainerNetworking;
import org.servin.core.internal.task.HeldTask;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Task;

/** The containers' table as execs see it. */
@Component
public final class ContainersForExecs implements ExecHost {
    private final ContainerTable table;
    private final ContainerNetworking networking;

    /** Shows that table. */
    @Activate
    public ContainersForExecs(@Reference ContainerTable table, @Reference ContainerNetworking networking) {
        this.table = table;
        this.networking = networking;
    }

    @Override
    public Target target(String ref) {
        Container container = table.find(ref);
        switch (container.status()) {
            case PAUSED -> throw Wording.paused(ref);
            case RESTARTING -> throw Wording.restarting(container.id());
            case RUNNING -> { }
            default -> throw Wording.notRunning(container.id());
        }
        ContainerRecord record = container.record();
        HeldTask task = container.running().task();
        task.check();
        return new Target(record.id(), Configs.ofProcesses(record, table, networking), record.host(), task);
    }

    @Override
    public Target present(String containerId) {
        Container container = table.find(containerId);
        if (!container.isActive()) {
            throw new ServinException(ErrorKind.INTERNAL, Wording.notRunning(containerId).getMessage());
        }
        return target(containerId);
    }

    @Override
    public boolean exists(String containerId) {
        return table.get(containerId).isPresent();
    }

    @Override
    public void task(String containerId, Consumer<Optional<Task>> then) {
        table.get(containerId).filter(c -> c.status() != Status.REMOVING).flatMap(Container::run).map(Run::task)
                .ifPresentOrElse(task -> task.whenFound(() -> then.accept(Optional.of(task))), () -> then.accept(Optional.empty()));
    }

    @Override
    public void execRuns(String containerId, String execId, boolean runs) {
        table.get(containerId).map(Container::execs).ifPresent(ids -> {
            if (runs) {
                ids.add(execId);
            } else {
                ids.remove(execId);
            }
        });
    }

    @Override
    public void publish(String containerId, String action, Map<String, String> attributes) {
        table.get(containerId).ifPresent(c -> table.events().publish(c.record(), action, attributes));
    }

    @Override
    public void onEnd(Listener listener) {
        table.onEnd(listener);
    }
}
