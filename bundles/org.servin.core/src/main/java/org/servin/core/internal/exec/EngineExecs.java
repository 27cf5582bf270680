package org.servin.core.internal.exec;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.Containers;
import org.servin.core.exec.ExecConfig;
import org.servin.core.exec.ExecView;
import org.servin.core.exec.Execs;
import org.servin.core.internal.container.ExecHost;
import org.servin.core.internal.container.StartFailures;
import org.servin.core.internal.launch.LaunchPlanner;
import org.servin.core.internal.stream.ProcessSessions;
import org.servin.core.stream.StreamSession;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Exit;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Task;
import org.servin.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Execs of running containers. Those that run, and what is known of those that have ended, outlive the engine as containers do. */
@Component
public final class EngineExecs implements Execs {
    private static final Logger LOG = LoggerFactory.getLogger(EngineExecs.class);
    /** How long an ended exec can still be inspected, at least: dockerd forgets them after five minutes too. */
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration EXIT = Duration.ofSeconds(2);
    /** Clients set the size while they start it. */
    private static final Duration START = Duration.ofSeconds(10);
    private final ExecHost containers;
    private final LaunchPlanner planner;
    private final ProcessSessions sessions;
    private final ExecTable execs;
    private final SecureRandom random = new SecureRandom();

    /**
     * Execs go into the containers of that host; those of before are taken back.
     *
     * @param ready only there when the containers of before are taken back
     */
    @Activate
    public EngineExecs(@Reference ExecHost containers, @Reference LaunchPlanner planner, @Reference ProcessSessions sessions, @Reference Store store, @Reference Containers ready) {
        this(containers, planner, sessions, store);
    }

    EngineExecs(ExecHost containers, LaunchPlanner planner, ProcessSessions sessions, Store store) {
        this.containers = containers;
        this.planner = planner;
        this.sessions = sessions;
        this.execs = new ExecTable(store);
        List.copyOf(execs.all()).forEach(this::takeBack);
        containers.onEnd(this::containerEnded);
    }

    private void takeBack(Exec exec) {
        containers.task(exec.containerId(), task -> takeBack(exec, task));
    }

    private void takeBack(Exec exec, Optional<Task> task) {
        if (exec.hasEnded()) {
            execs.forget(e -> e == exec && !containers.exists(exec.containerId()));
        } else if (task.isEmpty()) {
            execs.forget(e -> e == exec);
        } else {
            containers.execRuns(exec.containerId(), exec.id(), true);
            takeBack(exec, task.get());
        }
    }

    private void takeBack(Exec exec, Task task) {
        try {
            RunningProcess process = task.adoptExec(exec.id());
            exec.runs(process);
            sessions.discard(process); // its client has left with the engine
            watch(exec, process);
        } catch (ServinException failure) {
            if (failure.kind() != ErrorKind.NOT_FOUND) { // otherwise it was never started
                LOG.error("exec {} could not be taken back: {}", exec.id(), failure.getMessage());
                execs.forget(e -> e == exec);
            }
        }
    }

    private void containerEnded(String containerId, boolean removed) {
        execs.forget(e -> e.containerId().equals(containerId) && (removed || e.isNew()));
    }

    @Override
    public void check(String execId) {
        containers.present(find(execId).containerId());
    }

    @Override
    public String create(String containerRef, ExecConfig config) {
        ExecHost.Target target = containers.target(containerRef);
        if (config.cmd() == null || config.cmd().isEmpty()) {
            throw ServinException.invalid("No exec command specified");
        }
        detachKeys(config);
        long before = System.currentTimeMillis() - KEPT.toMillis();
        execs.forget(e -> e.endedBefore(before));
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        Exec exec = new Exec(HexFormat.of().formatHex(bytes), target.containerId(), config.withDefaultUser(target.config().user()));
        execs.keep(exec);
        containers.execRuns(exec.containerId(), exec.id(), true);
        containers.publish(exec.containerId(), "exec_create: " + exec.commandLine(), Map.of("execID", exec.id()));
        return exec.id();
    }

    private static Optional<String> given(ExecConfig config) {
        return Optional.ofNullable(config.detachKeys()).filter(k -> !k.isEmpty());
    }

    /** Dockerd calls bad keys its own failure here. */
    private byte[] detachKeys(ExecConfig config) {
        try {
            return given(config).map(sessions::detachKeys).orElse(new byte[0]);
        } catch (ServinException bad) {
            throw ServinException.internal("Invalid escape keys (" + config.detachKeys() + ") provided", bad);
        }
    }

    @Override
    public void startDetached(String execId) {
        Exec exec = claim(execId);
        RunningProcess process = launch(exec, exec.config(), Optional.empty());
        sessions.discard(process);
        watch(exec, process);
    }

    @Override
    public StreamSession startAttached(String execId, Optional<int[]> rowsAndColumns) {
        Exec exec = claim(execId);
        ExecConfig config = exec.config();
        RunningProcess process = launch(exec, config, rowsAndColumns);
        StreamSession session = sessions.open(process, config.tty(), config.attachStdin(), config.attachStdout(), config.attachStderr(),
                given(config),
                () -> containers.publish(exec.containerId(), "exec_detach", Map.of("execID", exec.id())));
        CompletableFuture<Void> recorded = watch(exec, process);
        return new AttachedExec(session, () -> awaitRecord(process, recorded));
    }

    private Exec claim(String execId) {
        Exec exec = find(execId);
        containers.present(exec.containerId());
        if (!exec.claim()) {
            throw ServinException.conflict(exec.hasEnded() ? "Error: Exec command " + execId + " has already run"
                    : "Error: Exec command " + execId + " is already running");
        }
        return exec;
    }

    private Exec find(String execId) {
        return execs.get(execId).filter(e -> containers.exists(e.containerId())).orElseThrow(() -> ServinException.notFound("No such exec instance: " + execId));
    }

    private RunningProcess launch(Exec exec, ExecConfig config, Optional<int[]> rowsAndColumns) {
        try {
            ExecHost.Target target = containers.present(exec.containerId());
            ProcessSpec spec = planner.exec(target.config(), target.host(), config, rowsAndColumns);
            containers.publish(exec.containerId(), "exec_start: " + exec.commandLine(), Map.of("execID", exec.id()));
            RunningProcess process = target.task().exec(exec.id(), spec);
            exec.runs(process);
            return process;
        } catch (ServinException failure) {
            if (failure.kind() == ErrorKind.UNAVAILABLE) { // a driver is being replaced: it can be started yet
                exec.giveBack();
                throw failure;
            }
            throw failed(exec, failure);
        }
    }

    /** Clients find the exit code by inspecting; dockerd shows the same one whatever was wrong with the command. */
    private ServinException failed(Exec exec, ServinException failure) {
        int code = StartFailures.exitCode(String.valueOf(failure.getMessage()), exec.config().cmd().get(0));
        end(exec, StartFailures.NOT_EXECUTABLE);
        return StartFailures.translate(failure, code);
    }

    /** Completes when the exit code can be inspected. */
    private CompletableFuture<Void> watch(Exec exec, RunningProcess process) {
        CompletableFuture<Exit> exit = process.exit().toCompletableFuture();
        CompletableFuture<Void> recorded = exit.handle((end, failure) -> {
            ended(exec, end == null ? 255 : end.code());
            return null;
        });
        recorded.thenCombine(sessions.ended(process), (a, b) -> a).whenComplete((done, failure) -> process.release());
        return recorded;
    }

    private void end(Exec exec, int code) {
        exec.ended(code);
        containers.execRuns(exec.containerId(), exec.id(), false);
        if (containers.exists(exec.containerId())) {
            execs.keep(exec);
        }
    }

    private void ended(Exec exec, int code) {
        end(exec, code);
        containers.publish(exec.containerId(), "exec_die", Map.of("execID", exec.id(), "exitCode", Integer.toString(code)));
    }

    /** A process that closed its output may go on, and one whose client detached does: neither keeps the client. */
    private void awaitRecord(RunningProcess process, CompletableFuture<Void> recorded) {
        try {
            if (sessions.ended(process).toCompletableFuture().isDone()) {
                recorded.get(EXIT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException goesOn) {
            LOG.debug("process {} closed its output and goes on", process.pid(), goesOn);
        } catch (ExecutionException failure) {
            LOG.warn("the end of process {} could not be recorded", process.pid(), failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public ExecView inspect(String execId) {
        Exec exec = find(execId);
        return exec.view(detachKeys(exec.config()));
    }

    @Override
    public void resize(String execId, int rows, int columns) {
        Exec exec = find(execId);
        containers.present(exec.containerId());
        awaitStart(exec);
        RunningProcess process = exec.process().orElseThrow(() -> ServinException.notFound("no such exec"));
        if (exec.config().tty()) {
            process.resize(rows, columns);
        }
    }

    private static void awaitStart(Exec exec) {
        try {
            if (!exec.awaitStart(START.toMillis())) {
                throw new ServinException(ErrorKind.INTERNAL, "timeout waiting for exec session ready");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "interrupted while waiting for an exec's start", stop);
        }
    }
}
