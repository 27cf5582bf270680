package org.servin.runtime.internal.task;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.servin.linux.ErrnoException;
import org.servin.linux.process.Pidfd;
import org.servin.runtime.internal.cgroup.ContainerCgroup;
import org.servin.runtime.internal.plan.LaunchPlan;
import org.servin.runtime.internal.plan.ProcessPlan;
import org.servin.runtime.internal.user.ContainerAccounts;
import org.servin.runtime.internal.user.Identity;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Exit;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.Namespace;
import org.servin.spi.runtime.OomNotice;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stats;
import org.servin.spi.runtime.Task;

/** A container: its first process, its cgroup, and the processes that were put into it. Thread-safe. */
public final class ServinTask implements Task, OomNotice {
    private final Host host;
    private final RunFiles files;
    private final ContainerCgroup cgroup;
    private final MonitoredProcess process;
    private final TaskExecs execs;
    private final boolean adopted;
    private final CompletionStage<Exit> exit;
    private volatile Optional<OomWatch> memory = Optional.empty();
    private Optional<Waiting> waiting;
    private boolean destroyed;

    /** What is needed for the start, until then. */
    private record Waiting(Control control, LaunchSpec spec) { }

    private ServinTask(Host host, RunFiles files, ContainerCgroup cgroup, MonitoredProcess process, Optional<Owner> root, Optional<Waiting> waiting) {
        this.host = host;
        this.files = files;
        this.cgroup = cgroup;
        this.process = process;
        this.waiting = waiting;
        this.adopted = waiting.isEmpty();
        this.exit = process.exit().thenApply(this::afterLastNotice);
        this.execs = new TaskExecs(host, files, cgroup, process.pid(), root);
    }

    /** See {@code RuntimeDriver.launch}. */
    public static ServinTask launch(Host host, LaunchSpec spec) {
        RunFiles files = new RunFiles(spec.runFolder());
        ContainerCgroup cgroup = ContainerCgroup.open(spec.cgroupPath());
        RunFiles.Record record = new RunFiles.Record(host.boot(), spec.cgroupPath(), spec.namespaces().pid().mode() != Namespace.Mode.NEW,
                spec.process().stdin(), spec.process().terminal(), spec.idMaps().isNone() ? Optional.empty() : Optional.of(spec.idMaps().root()), 0, 0);
        LaunchPlan plan = LaunchPlan.of(spec, new LaunchPlan.Host(cgroup.procsFiles(), cgroup.oomFile(), ContainerCgroup.version() == 2, host.hasKcore(), record.text()));
        Monitor.Spawned spawned = Monitor.spawn(host.program(), host.devNull(), spec.runFolder(), spec.process(), name(spec));
        try {
            spawned.control().send(plan.make());
            ContainerCgroup.create(spec.cgroupPath(), spec.resources()); // while the child is being cloned and mounts its root
            spawned.control().send(plan.join());
            int pid = spawned.control().await(Report.Kind.PID).first();
            MonitoredProcess process = new MonitoredProcess(files, false, record.of(spawned.monitor().pid(), pid), Leftovers.ofContainer(cgroup, record.sharedPids()),
                    Optional.of(spawned.monitor()), Pidfd.open(pid));
            return new ServinTask(host, files, cgroup, process, record.root(), Optional.of(new Waiting(spawned.control(), spec)));
        } catch (ServinException | ErrnoException e) {
            giveUp(spawned, cgroup, files);
            throw e instanceof ServinException known ? LaunchFailure.launch(known) : ServinException.internal("cannot launch: " + e.getMessage(), e);
        }
    }

    /** As ps shows it; below Docker's reaper that is its own command line. */
    private static List<String> name(LaunchSpec spec) {
        return spec.init() ? Stream.concat(Stream.of("/sbin/docker-init", "--"), spec.process().args().stream()).toList() : Monitor.NAME;
    }

    /** The child notices that nobody is there to tell it more. */
    private static void giveUp(Monitor.Spawned spawned, ContainerCgroup cgroup, RunFiles files) {
        spawned.control().close();
        spawned.monitor().end();
        spawned.monitor().close();
        cgroup.kill();
        cgroup.remove();
        files.delete();
    }

    /** See {@code RuntimeDriver.adopt}. */
    public static Optional<ServinTask> adopt(Host host, Path runFolder) {
        RunFiles files = new RunFiles(runFolder);
        Optional<RunFiles.Record> found = files.task();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        RunFiles.Record record = found.get();
        if (!record.boot().equals(host.boot())) {
            files.delete();
            return Optional.empty();
        }
        ContainerCgroup cgroup = ContainerCgroup.open(record.cgroup());
        MonitoredProcess process = MonitoredProcess.adopt(files, false, record, Leftovers.ofContainer(cgroup, record.sharedPids()));
        ServinTask task = new ServinTask(host, files, cgroup, process, record.root(), Optional.empty());
        Optional<Long> started = files.started();
        if (started.isEmpty() || files.never()) {
            task.destroy();
            return Optional.empty();
        }
        host.watch(process, started.get());
        return Optional.of(task);
    }

    @Override
    public synchronized void start() {
        Waiting launch = waiting.orElseThrow(() -> ServinException.conflict("the container was started already"));
        waiting = Optional.empty();
        try (Control control = launch.control()) {
            ProcessSpec spec = launch.spec().process();
            control.awaitReady(spec.terminal());
            Identity identity = ContainerAccounts.of(process.pid()).find(spec.user(), spec.additionalGroups());
            long now = EpochClock.nanos();
            files.writeStarted(now);
            control.send(ProcessPlan.process(spec, identity, launch.spec().sysctls(), launch.spec().init()));
            control.await(Report.Kind.EXECUTED);
            host.watch(process, now);
        } catch (ServinException | ErrnoException e) {
            destroy();
            throw e instanceof ServinException known ? LaunchFailure.launch(known) : ServinException.internal("cannot start: " + e.getMessage(), e);
        }
    }

    @Override
    public RunningProcess exec(String execId, ProcessSpec spec) {
        return execs.start(execId, spec);
    }

    @Override
    public RunningProcess execApart(String execId, ProcessSpec spec) {
        return execs.startApart(execId, spec);
    }

    @Override
    public List<String> execs() {
        return files.execs();
    }

    @Override
    public RunningProcess adoptExec(String execId) {
        return execs.adopt(execId);
    }

    @Override
    public void pause() {
        cgroup.freeze();
    }

    @Override
    public void resume() {
        cgroup.thaw();
    }

    @Override
    public void update(Resources resources) {
        cgroup.update(resources);
    }

    @Override
    public Stats stats() {
        return cgroup.stats();
    }

    @Override
    public List<Integer> pids() {
        return cgroup.pids();
    }

    @Override
    public synchronized void destroy() {
        if (destroyed) {
            return;
        }
        destroyed = true;
        waiting.ifPresent(w -> w.control().close());
        waiting = Optional.empty();
        if (!process.hasExited()) {
            process.abandon();
            cgroup.kill();
        }
        process.release();
        memory.ifPresent(OomWatch::close); // else the kernel would tell of the removal
        removeCgroup();
        if (!process.isGone()) { // else it has taken its files with it
            files.delete();
        }
        execs.clear();
    }

    private void removeCgroup() {
        try {
            cgroup.remove();
        } catch (ServinException e) {
            cgroup.kill(); // something was left after all
            cgroup.remove();
        }
    }

    @Override
    public int pid() {
        return process.pid();
    }

    @Override
    public long startedEpochNanos() {
        return process.startedEpochNanos();
    }

    @Override
    public OptionalInt stream(org.servin.spi.runtime.Stream which) {
        return process.stream(which);
    }

    @Override
    public void closeStdin() {
        process.closeStdin();
    }

    @Override
    public void resize(int rows, int columns) {
        process.resize(rows, columns);
    }

    @Override
    public void signal(int number) {
        process.signal(number);
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit;
    }

    private Exit afterLastNotice(Exit end) {
        if (end.oomKilled()) {
            memory.ifPresent(OomWatch::look);
        }
        return end;
    }

    @Override
    public synchronized void onOom(Runnable action) {
        if (!destroyed) {
            boolean first = !adopted && memory.isEmpty(); // what happened before was told to another action
            memory = Optional.of(host.watchMemory(files.folder(), cgroup, first, action));
        }
    }

    @Override
    public void release() {
        process.release();
    }
}
