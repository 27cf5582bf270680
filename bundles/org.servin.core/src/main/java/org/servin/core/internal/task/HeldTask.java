package org.servin.core.internal.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.OomNotice;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.RuntimeDriver;
import org.servin.spi.runtime.Stats;
import org.servin.spi.runtime.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container's task as the engine has it while drivers come and go; a driver that comes is asked for it, and for what was put into it. Thread-safe. */
public final class HeldTask extends HeldProcess<Task> implements Task, OomNotice {
    private static final Logger LOG = LoggerFactory.getLogger(HeldTask.class);
    private final HeldTasks tasks;
    private final String id;
    private final Path runFolder;
    private final Object adoption = new Object();
    private final Map<String, HeldProcess<RunningProcess>> execs = new ConcurrentHashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private volatile Optional<Runnable> onOom = Optional.empty();
    private boolean found;

    HeldTask(HeldTasks tasks, String runtime, String id, Path runFolder, int pid, long started) {
        super(tasks, runtime, pid, started);
        this.tasks = tasks;
        this.id = id;
        this.runFolder = runFolder;
    }

    /** Has an action run when a driver has the container: at once, if it was ever found. */
    public void whenFound(Runnable action) {
        synchronized (waiting) {
            if (!found) {
                waiting.add(action);
                return;
            }
        }
        action.run();
    }

    String id() {
        return id;
    }

    /** Does nothing but wait for its driver a bounded time; then UNAVAILABLE naming it. */
    public void check() {
        tell(task -> { });
    }

    @Override
    public void onOom(Runnable action) {
        onOom = Optional.of(action);
        present().ifPresent(this::watchMemory);
    }

    private void watchMemory(Task given) {
        if (given instanceof OomNotice notices) {
            onOom.ifPresent(notices::onOom);
        }
    }

    @Override
    void hold(Task given) {
        watchMemory(given); // first: its exit may be known already
        super.hold(given);
        List<Runnable> actions;
        synchronized (waiting) {
            found = true;
            actions = List.copyOf(waiting);
            waiting.clear();
        }
        actions.forEach(Runnable::run);
        execs.forEach((execId, exec) -> adoptExec(given, execId, exec));
    }

    private static void adoptExec(Task given, String execId, HeldProcess<RunningProcess> exec) {
        try {
            exec.hold(given.adoptExec(execId));
        } catch (ServinException failure) {
            if (failure.kind() != ErrorKind.NOT_FOUND) {
                LOG.error("exec {} could not be taken back: {}", execId, failure.getMessage());
            }
            exec.lost();
        }
    }

    @Override
    void miss() {
        super.miss();
        execs.values().forEach(HeldProcess::miss);
    }

    @Override
    void letGo() {
        super.letGo();
        execs.values().forEach(HeldProcess::letGo);
    }

    @Override
    Optional<Task> find(RuntimeDriver driver) {
        synchronized (adoption) {
            if (present().isEmpty()) {
                adopt(driver);
            }
            return present();
        }
    }

    /** Asks a driver for the container, whether or not another had it before. */
    void adopt(RuntimeDriver driver) {
        synchronized (adoption) {
            driver.adopt(id, runFolder).ifPresentOrElse(this::hold, this::lost);
        }
    }

    @Override
    public void start() {
        tell(Task::start);
    }

    @Override
    public RunningProcess exec(String execId, ProcessSpec process) {
        return call(task -> held(execId, task.exec(execId, process)));
    }

    @Override
    public RunningProcess execApart(String execId, ProcessSpec process) {
        return call(task -> held(execId, task.execApart(execId, process)));
    }

    @Override
    public List<String> execs() {
        return call(Task::execs);
    }

    @Override
    public RunningProcess adoptExec(String execId) {
        return call(task -> held(execId, task.adoptExec(execId)));
    }

    private HeldProcess<RunningProcess> held(String execId, RunningProcess given) {
        HeldProcess<RunningProcess> exec = new HeldProcess<>(tasks, runtime(), given.pid(), given.startedEpochNanos()) {
            @Override
            void released() {
                execs.remove(execId, this);
            }
        };
        execs.put(execId, exec);
        exec.hold(given);
        return exec;
    }

    @Override
    public void pause() {
        tell(Task::pause);
    }

    @Override
    public void resume() {
        tell(Task::resume);
    }

    @Override
    public void update(Resources resources) {
        tell(task -> task.update(resources));
    }

    @Override
    public Stats stats() {
        return call(Task::stats);
    }

    @Override
    public List<Integer> pids() {
        return call(Task::pids);
    }

    @Override
    public void destroy() {
        closeStreams();
        if (tellSoon(task -> {
            task.destroy();
            tasks.forget(id, this);
        })) {
            tasks.forget(id, this);
        }
    }
}
