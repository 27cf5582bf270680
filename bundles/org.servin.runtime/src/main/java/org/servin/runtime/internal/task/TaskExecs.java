package org.servin.runtime.internal.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.servin.linux.ErrnoException;
import org.servin.linux.process.Pidfd;
import org.servin.runtime.internal.cgroup.ContainerCgroup;
import org.servin.runtime.internal.cgroup.InnerGroup;
import org.servin.runtime.internal.plan.ProcessPlan;
import org.servin.runtime.internal.user.ContainerAccounts;
import org.servin.runtime.internal.user.Identity;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.RunningProcess;

/** The processes that are put into one container. Thread-safe. */
final class TaskExecs {
    private final Host host;
    private final RunFiles files;
    private final ContainerCgroup cgroup;
    private final int pid;
    private final Optional<Owner> root;
    private final Map<String, MonitoredProcess> processes = new ConcurrentHashMap<>();

    /**
     * None yet.
     *
     * @param files the container's
     * @param pid the container's first process
     * @param root root of the container's user namespace; empty if that is the host's
     */
    TaskExecs(Host host, RunFiles files, ContainerCgroup cgroup, int pid, Optional<Owner> root) {
        this.host = host;
        this.files = files;
        this.cgroup = cgroup;
        this.pid = pid;
        this.root = root;
    }

    /** See {@code Task.exec}. */
    RunningProcess start(String id, ProcessSpec spec) {
        try {
            return start(id, spec, new Place("", cgroup.procsFiles(), Leftovers.NONE));
        } catch (ServinException e) {
            // The container may have made its group a parent that takes no process: then its first process shows where they are now, as for runc.
            List<Path> beside = Optional.of(e).filter(LaunchFailure::isBusyGroup).flatMap(busy -> cgroup.procsFilesBeside(pid)).orElseThrow(() -> e);
            return start(id, spec, new Place("", beside, Leftovers.NONE));
        }
    }

    /** See {@code Task.execApart}. */
    RunningProcess startApart(String id, ProcessSpec spec) {
        InnerGroup group = cgroup.inner(id);
        group.make();
        try {
            return start(id, spec, new Place(id, group.procsFiles(), Leftovers.of(group)));
        } catch (ServinException e) {
            group.dissolve();
            throw e;
        }
    }

    /**
     * Where a process is put.
     *
     * @param group name of its group below the container's; empty for none
     * @param procsFiles what it writes itself into
     */
    private record Place(String group, List<Path> procsFiles, Leftovers leftovers) { }

    private RunningProcess start(String id, ProcessSpec spec, Place place) {
        Path folder = files.execFolder(id);
        RunFiles execFiles = new RunFiles(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw ServinException.internal("cannot make " + folder, e);
        }
        Optional<Monitor.Spawned> spawned = Optional.empty();
        try {
            spawned = Optional.of(Monitor.spawn(host.program(), host.devNull(), folder, spec, Monitor.NAME));
            MonitoredProcess added = join(execFiles, spec, place, spawned.get());
            processes.put(id, added);
            return added;
        } catch (ServinException | ErrnoException e) {
            spawned.map(Monitor.Spawned::monitor).ifPresent(monitor -> {
                monitor.end();
                monitor.close();
            });
            execFiles.deleteFolder();
            throw e instanceof ServinException known ? LaunchFailure.exec(known) : ServinException.internal("cannot exec: " + e.getMessage(), e);
        }
    }

    private MonitoredProcess join(RunFiles execFiles, ProcessSpec spec, Place place, Monitor.Spawned spawned) {
        RunFiles.Record record = new RunFiles.Record(host.boot(), place.group(), false, spec.stdin(), spec.terminal(), root, 0, 0);
        try (Control control = spawned.control()) {
            control.send(ProcessPlan.join(pid, root, place.procsFiles(), spec, record.text()));
            Identity identity = ContainerAccounts.of(pid).find(spec.user(), spec.additionalGroups());
            int added = control.await(Report.Kind.PID).first();
            long now = EpochClock.nanos();
            execFiles.writeStarted(now);
            control.send(ProcessPlan.process(spec, identity, Map.of(), false));
            Optional<Pidfd> handle = Pidfd.open(added);
            try {
                control.await(Report.Kind.EXECUTED);
            } catch (ServinException | ErrnoException e) {
                handle.ifPresent(Pidfd::close);
                throw e;
            }
            MonitoredProcess process = new MonitoredProcess(execFiles, true, record.of(spawned.monitor().pid(), added), place.leftovers(),
                    Optional.of(spawned.monitor()), handle);
            host.watch(process, now);
            return process;
        }
    }

    /** See {@code Task.adoptExec}. */
    RunningProcess adopt(String id) {
        RunFiles execFiles = new RunFiles(files.execFolder(id));
        RunFiles.Record record = execFiles.task().filter(r -> execFiles.started().isPresent() && !execFiles.never())
                .orElseThrow(() -> ServinException.notFound("no such exec: " + id));
        Leftovers leftovers = record.cgroup().isEmpty() ? Leftovers.NONE : Leftovers.of(cgroup.inner(record.cgroup()));
        MonitoredProcess found = MonitoredProcess.adopt(execFiles, true, record, leftovers);
        host.watch(found, execFiles.started().orElseThrow());
        processes.put(id, found);
        return found;
    }

    /** Removes what is on file, except of processes that the engine has not released yet: they remove theirs. */
    void clear() {
        processes.values().removeIf(MonitoredProcess::isGone);
        files.deleteExecs(processes.keySet());
    }
}
