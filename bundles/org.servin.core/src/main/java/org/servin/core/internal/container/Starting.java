package org.servin.core.internal.container;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.EndpointView;
import org.servin.core.container.NetworkView;
import org.servin.core.container.Status;
import org.servin.core.internal.launch.LaunchPlanner;
import org.servin.core.internal.network.ContainerNetworking.Subject;
import org.servin.core.internal.task.HeldTask;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.network.SandboxKind;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.Task;
import org.servin.spi.storage.RootFilesystem;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.storage.WorkspaceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts containers.
 *
 * <p>The launch returns while the container's mounts are still being made by its own process; the networks are joined and the record is written
 * meanwhile. Only then the process is let go. A failure at any step takes all steps back.
 */
final class Starting {
    private static final Logger LOG = LoggerFactory.getLogger(Starting.class);
    private static final int SIGKILL = 9;
    private static final Duration KILL = Duration.ofSeconds(10);
    private final Seams seams;
    private final Runs runs;

    Starting(Seams seams, Runs runs) {
        this.seams = seams;
        this.runs = runs;
    }

    /** Starts by hand what the present record is made into: restart policies begin anew. */
    void start(String ref, UnaryOperator<ContainerRecord> change) {
        Container container = seams.table().find(ref);
        container.lock.lock();
        try {
            refuse(container, ref);
            ContainerRecord next = change.apply(container.record());
            container.backoff.reset();
            container.change(r -> next.with(ContainerRecord.Restarts.NONE), r -> { }); // written with the start
            start(container);
        } finally {
            container.lock.unlock();
        }
    }

    /** Starts after a stop that was only for this. */
    void startAgain(Container container) {
        container.lock.lock();
        try {
            refuse(container, container.id());
            container.backoff.reset();
            container.change(r -> r.with(ContainerRecord.Restarts.NONE), r -> { }); // written with the start
            start(container);
            seams.table().events().publish(container.record(), "restart");
        } finally {
            container.lock.unlock();
        }
    }

    private static void refuse(Container container, String ref) {
        switch (container.status()) {
            case RUNNING, RESTARTING -> throw Wording.alreadyStarted(ref);
            case PAUSED -> throw Wording.startPaused();
            case REMOVING, DEAD -> throw Wording.startMarked();
            default -> { }
        }
    }

    /** Starts a container that does not run; the caller holds its lock. What went wrong is kept in its state. */
    void start(Container container) {
        ContainerRecord record = container.record();
        WorkspaceMounts.Hold hold = seams.workspaces().hold(record.id()); // nobody copies into the stopped container's files meanwhile
        try (hold; Undo undo = new Undo()) {
            Run run = launch(container, record, undo);
            undo.forget();
            seams.table().events().publish(container.record(), "start");
            runs.watch(container, run);
        } catch (ServinException failure) {
            throw failed(container, failure);
        } catch (RuntimeException | Error failure) {
            throw failed(container, ServinException.internal("cannot start container " + record.id() + ": " + failure, failure));
        }
    }

    private Run launch(Container container, ContainerRecord record, Undo undo) {
        seams.output().reach(seams.table().logTarget(record), seams.table().logDriver(record));
        Optional<Container> network = partner(record.networkOf(), "network");
        Subject subject = seams.table().subject(record);
        Map<String, EndpointView> endpoints = record.endpoints();
        if (network.isEmpty()) {
            endpoints = seams.actions().network("allocate", () -> seams.networking().allocate(subject));
            undo.push(() -> seams.networking().release(record.id()));
        }
        ContainerRecord allocated = record.withNetwork(endpoints, Optional.empty()).withConfig(named(record, network));
        LaunchPlanner.Input input = input(allocated, network, undo);
        Folders.make(input.runFolder());
        container.change(r -> r.withHost(Configs.withChosenRuntime(r.host(), r.runtime())), r -> { }); // written with the start
        HeldTask task = seams.tasks().launch(record.runtime(), seams.planner().plan(input));
        undo.push(task::destroy);
        Map<String, EndpointView> joining = endpoints;
        Optional<NetworkView> view = network.isPresent() ? Optional.empty()
                : Optional.of(join(seams.table().subject(allocated), task));
        seams.table().note(container, r -> r.withNetwork(view.map(NetworkView::endpoints).orElse(joining), view).withConfig(allocated.config())
                .with(r.state().running(task.pid(), seams.time().epochNanos())));
        task.start();
        undo.push(() -> kill(task));
        Run run = new Run(task);
        container.run(run);
        undo.push(() -> container.run(null));
        container.change(r -> r.with(r.state().running(task.pid(), task.startedEpochNanos())), r -> { });
        seams.output().begin(seams.table().logTarget(record), seams.table().logDriver(record), task, record.config().tty(), record.config().stdinOnce(), input.runFolder());
        return run;
    }

    /** A process that fails before its network is there takes its namespaces along: then its own failure is what is to be told. */
    private NetworkView join(Subject subject, HeldTask task) {
        try {
            return seams.actions().network("connect", () -> seams.networking().join(subject, task.pid()));
        } catch (ServinException failure) {
            if (!Files.exists(Path.of("/proc", Integer.toString(task.pid()), "ns", "net"))) {
                task.start();
            }
            throw failure;
        }
    }

    private LaunchPlanner.Input input(ContainerRecord record, Optional<Container> network, Undo undo) {
        String id = record.id();
        RootFilesystem root;
        try (Lease<StorageDriver> storage = seams.storage().storage()) {
            root = storage.driver().rootFilesystem(new WorkspaceId(id));
        }
        List<MountSpec> mounts = seams.mounts().prepare(id, record.host(), record.mounts());
        undo.push(() -> seams.mounts().release(id, record.mounts()));
        undo.push(() -> seams.networking().release(id)); // before the volumes, as at the end of a run; later there is nothing left to release
        SandboxKind sandbox = network.isPresent() ? SandboxKind.PRIVATE : seams.networking().sandbox(seams.table().subject(record));
        Path folder = seams.table().folder(network.map(Container::id).orElse(id)); // hosts, hostname and resolv.conf go with the network
        return new LaunchPlanner.Input(id, config(record, network), record.host(), root, mounts, folder, seams.table().runFolder(id), sandbox,
                pid(network), pid(partner(record.pidOf(), "PID")), pid(ipcPartner(record)));
    }

    /** Names go with the network. */
    private static ContainerConfig named(ContainerRecord record, Optional<Container> network) {
        return network.map(n -> n.record().config()).map(c -> Configs.withHostname(record.config(), c.hostname(), c.domainname())).orElse(record.config());
    }

    private ContainerConfig config(ContainerRecord record, Optional<Container> network) {
        return network.isPresent() ? record.config() : Configs.ofProcesses(record, seams.table(), seams.networking());
    }

    private Optional<Container> partner(Optional<String> ref, String what) {
        Optional<Container> partner = ref.map(r -> find(r, what));
        partner.filter(p -> !p.status().isAlive()).ifPresent(p -> {
            throw Wording.joinStopped(what, p.id());
        });
        return partner;
    }

    private Container find(String ref, String what) {
        try {
            return seams.table().find(ref);
        } catch (ServinException absent) {
            throw Wording.joinAbsent(what, ref, absent);
        }
    }

    /** Only who says so lets others at its shared memory. */
    private Optional<Container> ipcPartner(ContainerRecord record) {
        Optional<Container> partner = partner(record.ipcOf(), "IPC");
        partner.filter(p -> !Set.of("shareable", "host").contains(p.record().host().isolation().ipcMode()) && p.record().ipcOf().isEmpty()).ifPresent(p -> {
            throw Wording.joinUnshareable(p.id());
        });
        return partner;
    }

    private static OptionalInt pid(Optional<Container> partner) {
        return partner.map(p -> OptionalInt.of(p.record().state().pid())).orElse(OptionalInt.empty());
    }

    /** Ends a task that was let go, and waits for that. */
    static void kill(Task task) {
        try {
            task.signal(SIGKILL);
        } catch (ServinException gone) {
            LOG.debug("process {} ended by itself", task.pid(), gone);
        }
        try {
            task.exit().toCompletableFuture().get(KILL.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException failure) {
            LOG.warn("process {} did not end after SIGKILL", task.pid(), failure);
        }
    }

    /** Keeps the failure in the state, with the exit code that dockerd gives it. */
    private ServinException failed(Container container, ServinException failure) {
        String message = String.valueOf(failure.getMessage());
        List<String> command = container.record().command();
        int code = StartFailures.exitCode(message, command.isEmpty() ? "" : command.get(0));
        seams.table().note(container, r -> r.withNetwork(r.endpoints(), Optional.empty()).with(r.state().with(previous(r)).failed(shown(r, code), message)));
        if (container.record().host().general().autoRemove()) {
            runs.removeSoon(container);
        }
        return StartFailures.translate(failure, code);
    }

    /** A code that says nothing does not hide that of the last run. */
    private static int shown(ContainerRecord record, int code) {
        boolean ran = record.state().finishedAt() != 0 && record.state().exitCode() != 0;
        return ran && code == StartFailures.OTHER ? record.state().exitCode() : code;
    }

    private static Status previous(ContainerRecord record) {
        return record.state().finishedAt() == 0 ? Status.CREATED : Status.EXITED;
    }
}
