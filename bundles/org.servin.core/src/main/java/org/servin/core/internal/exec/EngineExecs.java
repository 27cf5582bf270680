package org.servin.core.internal.exec;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.exec.ExecConfig;
import org.servin.core.exec.ExecView;
import org.servin.core.exec.Execs;
import org.servin.core.internal.container.ExecHost;
import org.servin.core.internal.container.StartFailures;
import org.servin.core.internal.launch.LaunchPlanner;
import org.servin.core.internal.stream.ProcessSessions;
import org.servin.core.stream.StreamSession;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Exit;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.RunningProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Execs of running containers. They are not kept over a restart of the engine, as with dockerd: their processes go on, their ids are forgotten. */
@Component
public final class EngineExecs implements Execs {
    private static final Logger LOG = LoggerFactory.getLogger(EngineExecs.class);
    /** How long an ended exec can still be inspected, at least: dockerd forgets them after five minutes too. */
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration EXIT = Duration.ofSeconds(2);
    private final ExecHost containers;
    private final LaunchPlanner planner;
    private final ProcessSessions sessions;
    private final ConcurrentMap<String, Exec> execs = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /** Execs go into the containers of that host. */
    @Activate
    public EngineExecs(@Reference ExecHost containers, @Reference LaunchPlanner planner, @Reference ProcessSessions sessions) {
        this.containers = containers;
        this.planner = planner;
        this.sessions = sessions;
        containers.onEnd(this::containerEnded);
    }

    private void containerEnded(String containerId, boolean removed) {
        if (removed) {
            execs.values().removeIf(e -> e.containerId().equals(containerId));
        }
    }

    @Override
    public String create(String containerRef, ExecConfig config) {
        ExecHost.Target target = containers.target(containerRef);
        if (config.cmd() == null || config.cmd().isEmpty()) {
            throw ServinException.invalid("No exec command specified");
        }
        sessions.checkDetachKeys(Optional.ofNullable(config.detachKeys()).filter(k -> !k.isEmpty()));
        forgetOld();
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        Exec exec = new Exec(HexFormat.of().formatHex(bytes), target.containerId(), config.withDefaultUser(target.config().user()));
        execs.put(exec.id(), exec);
        containers.publish(exec.containerId(), "exec_create: " + exec.commandLine(), Map.of("execID", exec.id()));
        return exec.id();
    }

    private void forgetOld() {
        long before = System.nanoTime() - KEPT.toNanos();
        execs.values().removeIf(e -> e.endedBefore(before));
    }

    @Override
    public void startDetached(String execId) {
        Exec exec = claim(execId);
        RunningProcess process = launch(exec, exec.config(), Optional.empty());
        sessions.discard(process);
        watch(exec, process);
    }

    @Override
    public StreamSession startAttached(String execId, boolean terminal, Optional<int[]> rowsAndColumns) {
        Exec exec = claim(execId);
        ExecConfig config = exec.config();
        RunningProcess process = launch(exec, config, rowsAndColumns);
        StreamSession session = sessions.open(process, config.tty(), config.attachStdin(), config.attachStdout(), config.attachStderr(),
                Optional.ofNullable(config.detachKeys()).filter(k -> !k.isEmpty()),
                () -> containers.publish(exec.containerId(), "exec_detach", Map.of("execID", exec.id())));
        CompletableFuture<Void> recorded = watch(exec, process);
        return new AttachedExec(session, () -> awaitRecord(process, recorded));
    }

    private Exec claim(String execId) {
        Exec exec = find(execId);
        containers.target(exec.containerId());
        if (!exec.claim()) {
            throw ServinException.conflict(exec.hasEnded() ? "Error: Exec command " + execId + " has already run"
                    : "Error: Exec command " + execId + " is already running");
        }
        return exec;
    }

    private Exec find(String execId) {
        Exec exec = execs.get(execId);
        if (exec == null) {
            throw ServinException.notFound("No such exec instance: " + execId);
        }
        return exec;
    }

    private RunningProcess launch(Exec exec, ExecConfig config, Optional<int[]> rowsAndColumns) {
        try {
            ExecHost.Target target = containers.target(exec.containerId());
            ProcessSpec spec = planner.exec(target.config(), target.host(), config, rowsAndColumns);
            containers.publish(exec.containerId(), "exec_start: " + exec.commandLine(), Map.of("execID", exec.id()));
            RunningProcess process = target.task().exec(exec.id(), spec);
            exec.runs(process);
            containers.execRuns(exec.containerId(), exec.id(), true);
            return process;
        } catch (ServinException failure) {
            throw failed(exec, failure);
        }
    }

    /** Clients find the exit code by inspecting; dockerd shows the same one whatever was wrong with the command. */
    private static ServinException failed(Exec exec, ServinException failure) {
        int code = StartFailures.exitCode(String.valueOf(failure.getMessage()), exec.config().cmd().get(0));
        exec.ended(StartFailures.NOT_EXECUTABLE);
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

    private void ended(Exec exec, int code) {
        exec.ended(code);
        containers.execRuns(exec.containerId(), exec.id(), false);
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
        return find(execId).view();
    }

    @Override
    public void resize(String execId, int rows, int columns) {
        Exec exec = find(execId);
        RunningProcess process = exec.process().orElseThrow(() -> ServinException.conflict("cannot resize a stopped exec: " + execId));
        process.resize(rows, columns);
        containers.publish(exec.containerId(), "exec_resize", Map.of("execID", execId, "height", Integer.toString(rows), "width", Integer.toString(columns)));
    }
}
