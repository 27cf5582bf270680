package org.servin.core.internal.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.servin.core.container.Status;
import org.servin.core.internal.network.ContainerNetworking.Restored;
import org.servin.core.internal.task.HeldTask;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.RuntimeDriver;
import org.servin.spi.runtime.Task;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.storage.WorkspaceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At the engine's start: makes the records, the run folders and the kernel agree. What runs is taken back without a pause, what ended meanwhile is
 * recorded with its exit code, and what has no record is removed.
 *
 * <p>{@link #states} is done before anybody may ask; {@link #leftovers} goes on beside.
 */
final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final int LOST = 255; // dockerd's code for an end that nobody saw
    private final Seams seams;
    private final Runs runs;
    private final Starting starting;

    Reconciliation(Seams seams, Runs runs, Starting starting) {
        this.seams = seams;
        this.runs = runs;
        this.starting = starting;
    }

    private record Back(Container container, HeldTask task) { }

    /** Takes back what runs, and records what ended. */
    void states() {
        List<Back> back = new ArrayList<>();
        for (Container container : seams.table().all()) {
            ContainerRecord record = container.record();
            seams.mounts().refer(record.id(), record.mounts());
            if (container.isActive()) {
                adopt(container).ifPresentOrElse(task -> back.add(new Back(container, task)), () -> lost(container));
            }
        }
        List<Restored> restored = back.stream().filter(b -> b.container.record().network() != null)
                .map(b -> new Restored(seams.table().subject(b.container.record()), b.container.record().network(), b.task.pid())).toList();
        seams.networking().restore(restored);
        back.forEach(b -> bind(b.container, b.task));
    }

    private Optional<HeldTask> adopt(Container container) {
        ContainerRecord record = container.record();
        Path runFolder = seams.table().runFolder(record.id());
        boolean goneWithTheMachine = !Files.isDirectory(runFolder); // it is empty after a reboot
        return goneWithTheMachine ? Optional.empty()
                : seams.tasks().adopt(record.runtime(), record.id(), runFolder, record.state().pid(), record.state().startedAt());
    }

    private void bind(Container container, HeldTask task) {
        container.lock.lock();
        try {
            ContainerRecord record = container.record();
            seams.mounts().restore(record.id(), record.mounts());
            Run run = new Run(task);
            container.run(run);
            task.whenFound(() -> listen(container, task));
            task.whenFound(() -> runs.endLeft(container, run));
            runs.watch(container, run);
        } finally {
            container.lock.unlock();
        }
    }

    /** Its driver has it. */
    private void listen(Container container, HeldTask task) {
        ContainerRecord record = container.change(r -> r.with(r.state().running(task.pid(), task.startedEpochNanos())
                .with(r.state().status() == Status.PAUSED ? Status.PAUSED : Status.RUNNING)), r -> { });
        seams.output().begin(seams.table().logTarget(record), seams.table().logDriver(record), task, record.config().tty(), record.config().stdinOnce(),
                seams.table().runFolder(record.id()));
    }

    /** It ran when it was last seen, and nothing is left of it: the machine was started anew, or it was between two runs. */
    private void lost(Container container) {
        boolean ran = container.status() != Status.RESTARTING;
        seams.table().note(container, r -> r.withNetwork(r.endpoints(), Optional.empty())
                .with(r.state().ended(Status.EXITED, ran ? LOST : r.state().exitCode(), r.state().oomKilled(), ran ? seams.time().epochNanos() : r.state().finishedAt())));
    }

    /** Starts again what policies want to run; each on its own, so that a hanging driver stops only its own containers. */
    void policies() {
        for (Container container : seams.table().all()) {
            ContainerRecord record = container.record();
            boolean wanted = !container.isActive() && record.state().startedAt() != 0
                    && RestartBackoff.wanted(record.restartPolicy(), record.state().exitCode(), record.restarts().count(), record.restarts().manuallyStopped());
            if (wanted) {
                seams.time().soon(() -> startAgain(container));
            } else if (!container.isActive() && record.host().general().autoRemove() && record.state().startedAt() != 0) {
                runs.removeSoon(container);
            }
        }
    }

    private void startAgain(Container container) {
        container.lock.lock();
        try {
            if (!container.isActive() && !container.removed().isDone()) {
                container.change(r -> r.with(ContainerRecord.Restarts.NONE), r -> { }); // dockerd counts anew, too; written with the start
                starting.start(container);
            }
        } catch (ServinException failure) {
            LOG.warn("container {} could not be started again: {}", container.id(), failure.getMessage());
        } finally {
            container.lock.unlock();
        }
    }

    /** Removes run folders, folders and workspaces that have no record, starts that came to nothing, and mounts of volumes that nobody uses. */
    void leftovers() {
        Path runFolders = seams.settings().run().resolve("containers");
        for (String id : strangers(runFolders)) {
            guarded("run folder of " + id, () -> removeRun(id, runFolders.resolve(id)));
        }
        seams.table().all().forEach(container -> guarded("start of " + container.id(), () -> endHalfStarted(container)));
        seams.table().all().stream().filter(container -> !container.isActive()).map(Container::record)
                .forEach(record -> guarded("output of " + record.id(), () -> seams.output().resume(seams.table().logTarget(record), seams.table().logDriver(record))));
        Path folders = seams.settings().root().resolve("containers");
        Set<String> workspaces = new HashSet<>(strangers(folders));
        guarded("workspaces", () -> workspaces.addAll(strangeWorkspaces()));
        for (String id : workspaces) {
            guarded("container " + id, () -> removeKept(id, folders.resolve(id)));
        }
        seams.mounts().settle();
    }

    private List<String> strangers(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(p -> p.getFileName().toString()).filter(this::isStranger).toList();
        } catch (IOException e) {
            LOG.warn("cannot list {}", folder, e);
            return List.of();
        }
    }

    private boolean isStranger(String id) {
        return ID.matcher(id).matches() && seams.table().get(id).isEmpty() && !seams.table().isReserved(id);
    }

    private List<String> strangeWorkspaces() {
        try (Lease<StorageDriver> storage = seams.storage().storage()) {
            return storage.driver().workspaces().stream().map(WorkspaceId::value).filter(this::isStranger).toList();
        }
    }

    /** The engine was killed before it had written down that the container runs: the process never began, but its control groups are there. */
    private void endHalfStarted(Container container) {
        Path folder = seams.table().runFolder(container.id());
        if (!Files.isDirectory(folder)) {
            return;
        }
        container.lock.lock();
        try {
            if (!container.isActive()) {
                endRun(container.id(), folder);
            }
        } finally {
            container.lock.unlock();
        }
    }

    private void removeRun(String id, Path folder) {
        endRun(id, folder);
        Folders.delete(folder);
        LOG.info("removed what was left of the run of {}", id);
    }

    private void endRun(String id, Path folder) {
        for (var entry : seams.drivers().entries()) {
            if (entry.kind() == DriverKind.RUNTIME && entry.probe().isUsable() && !entry.shadowed()) {
                try (Lease<RuntimeDriver> runtime = seams.runtime(entry.name())) {
                    runtime.driver().adopt(id, folder).ifPresent(this::end);
                }
            }
        }
    }

    private void end(Task task) {
        Starting.kill(task);
        task.destroy();
    }

    private void removeKept(String id, Path folder) {
        try (Lease<StorageDriver> storage = seams.storage().storage()) {
            storage.driver().removeWorkspace(new WorkspaceId(id));
        }
        seams.output().resumeRemoved(id, folder).thenRun(() -> seams.time().soon(() -> {
            Folders.delete(folder);
            LOG.info("removed what was left of container {}", id);
        }));
    }

    private static void guarded(String what, Runnable step) {
        try {
            step.run();
        } catch (ServinException failure) { // the others must not suffer
            LOG.warn("{}: what is left could not be removed: {}", what, failure.getMessage());
        }
    }
}
