package org.servin.core.internal.container;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.ContainerView;
import org.servin.core.container.Containers;
import org.servin.core.container.CreateRequest;
import org.servin.core.container.Created;
import org.servin.core.container.HostConfig;
import org.servin.core.container.ListQuery;
import org.servin.core.container.PruneReport;
import org.servin.core.container.RemoveOptions;
import org.servin.core.container.StatsSample;
import org.servin.core.container.Status;
import org.servin.core.container.TopResult;
import org.servin.core.container.UpdateRequest;
import org.servin.core.container.WaitCondition;
import org.servin.core.container.WaitResult;
import org.servin.core.driver.Drivers;
import org.servin.core.filter.Filters;
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
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.storage.Change;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.storage.WorkspaceId;

/**
 * The containers service: gives each call to the class of its verb. It is there only when all containers of before are taken back, so that nobody sees
 * a state from before the engine's restart.
 */
@Component(service = Containers.class)
public final class EngineContainers implements Containers {
    private final Seams seams;
    private final Creation creation;
    private final Starting starting;
    private final Stopping stopping;
    private final Removal removal;
    private final Unlinking links;
    private final Adjustments adjustments;
    private final Views views;
    private final Pruning pruning;
    private final SystemTime time;

    /** Takes back what runs, and starts what policies want to run. */
    @Activate
    public EngineContainers(
            @Reference ContainerTable table,
            @Reference HeldTasks tasks,
            @Reference EngineSettings settings,
            @Reference Drivers drivers,
            @Reference Images images,
            @Reference StorageProvider storage,
            @Reference LaunchPlanner planner,
            @Reference ContainerMounts mounts,
            @Reference ContainerNetworking networking,
            @Reference OutputHub output,
            @Reference ProcessSessions processes,
            @Reference WorkspaceMounts workspaces,
            @Reference Actions actions) {
        this(new SystemTime(), table, tasks, settings, drivers, images, storage, planner, mounts, networking, output, processes, workspaces, actions);
    }

    private EngineContainers(SystemTime time, ContainerTable table, HeldTasks tasks, EngineSettings settings, Drivers drivers, Images images,
            StorageProvider storage, LaunchPlanner planner, ContainerMounts mounts, ContainerNetworking networking, OutputHub output, ProcessSessions processes,
            WorkspaceMounts workspaces, Actions actions) {
        this(new Seams(table, tasks, settings, drivers, images, storage, planner, mounts, networking, output, processes, workspaces, actions, time), time);
    }

    EngineContainers(Seams seams, SystemTime timeToClose) {
        this.seams = seams;
        this.time = timeToClose;
        HealthChecks health = new HealthChecks(seams);
        Runs runs = new Runs(seams, health);
        creation = new Creation(seams);
        starting = new Starting(seams, runs);
        stopping = new Stopping(seams, health);
        removal = new Removal(seams, stopping);
        links = new Unlinking(seams);
        adjustments = new Adjustments(seams, health);
        views = new Views(seams);
        pruning = new Pruning(seams, removal);
        runs.afterEnd(new Restarts(seams, starting, removal));
        Reconciliation reconciliation = new Reconciliation(seams, runs, starting);
        reconciliation.states();
        seams.time().soon(() -> {
            reconciliation.policies();
            reconciliation.leftovers();
        });
    }

    /** Containers go on; the next engine takes them back. */
    @Deactivate
    public void close() {
        if (time != null) {
            time.close();
        }
    }

    @Override
    public Created create(CreateRequest request) {
        return seams.actions().container("create", () -> creation.create(request));
    }

    @Override
    public void start(String ref) {
        seams.actions().container("start", () -> starting.start(ref, r -> r));
    }

    @Override
    public void start(String ref, HostConfig host) {
        seams.actions().container("start", () -> starting.start(ref, record -> creation.withHost(record, host)));
    }

    @Override
    public void stop(String ref, OptionalInt timeoutSeconds) {
        stopping.stop(ref, timeoutSeconds);
    }

    @Override
    public void restart(String ref, OptionalInt timeoutSeconds) {
        Container container = seams.table().find(ref);
        try {
            stopping.stopForRestart(container, timeoutSeconds);
            starting.startAgain(container);
        } catch (ServinException failure) {
            throw Wording.restartFailed(ref, failure);
        }
    }

    @Override
    public void kill(String ref, String signal) {
        stopping.kill(ref, signal);
    }

    @Override
    public void pause(String ref) {
        adjustments.pause(ref);
    }

    @Override
    public void unpause(String ref) {
        adjustments.unpause(ref);
    }

    @Override
    public void rename(String ref, String newName) {
        adjustments.rename(ref, newName);
    }

    @Override
    public List<String> update(String ref, UpdateRequest request) {
        return adjustments.update(ref, request);
    }

    @Override
    public void remove(String ref, RemoveOptions options) {
        if (options.link()) {
            links.remove(ref);
        } else {
            removal.remove(ref, options);
        }
    }

    @Override
    public CompletionStage<WaitResult> wait(String ref, WaitCondition condition) {
        Container container = seams.table().find(ref);
        return switch (condition) {
            case REMOVED -> container.removed();
            case NEXT_EXIT -> container.exited();
            case NOT_RUNNING -> container.exitedIf(Status::isActive).orElseGet(
                    () -> CompletableFuture.completedFuture(new WaitResult(container.record().state().exitCode(), Optional.empty())));
        };
    }

    @Override
    public ContainerView inspect(String ref, boolean size) {
        return views.full(seams.table().find(ref), size);
    }

    @Override
    public List<ContainerView> list(ListQuery query) {
        ListFilter filter = new ListFilter(query, seams.table(), seams.images());
        PortFilter ports = new PortFilter(query.filters());
        Stream<Container> matching = seams.table().all().stream().filter(filter)
                .sorted(Comparator.comparingLong((Container c) -> c.record().created()).reversed());
        Map<String, Set<String>> linkNames = LinkNames.byTarget(seams.table().all());
        Stream<ContainerView> shown = matching.map(c -> views.brief(c, query.size(), linkNames.getOrDefault(c.id(), Set.of()))).filter(ports);
        return (query.limit() > 0 ? shown.limit(query.limit()) : shown).toList();
    }

    @Override
    public PruneReport prune(Filters filters) {
        return pruning.prune(filters);
    }

    @Override
    public List<Change> changes(String ref) {
        String id = seams.table().find(ref).id();
        return seams.actions().container("changes", () -> seams.table().withFiles(ref, () -> {
            try (Lease<StorageDriver> storage = seams.storage().storage()) {
                return storage.driver().changes(new WorkspaceId(id));
            }
        }));
    }

    @Override
    public TopResult top(String ref, String psArgs) {
        return new ProcessTable(seams.table()).top(ref, psArgs);
    }

    @Override
    public StatsSample stats(String ref) {
        return new Statistics(seams.table()).sample(ref);
    }

    @Override
    public void resize(String ref, int rows, int columns) {
        adjustments.resize(ref, rows, columns);
    }
}
