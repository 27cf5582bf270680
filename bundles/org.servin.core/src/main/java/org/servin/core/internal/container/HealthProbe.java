package org.servin.core.internal.container;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.servin.core.container.Health;
import org.servin.core.container.HealthCheckConfig;
import org.servin.core.exec.ExecConfig;
import org.servin.core.stream.StreamSession;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.RunningProcess;

/** Runs one health check inside a container and waits for it. */
final class HealthProbe {
    private static final Duration KILLED = Duration.ofSeconds(10);
    /** How the run folder tells health checks from other execs: the next engine ends those that it finds. */
    private static final String MARK = "health-";
    private final Seams seams;

    HealthProbe(Seams seams) {
        this.seams = seams;
    }

    /** Never fails: what goes wrong is an unhealthy result. */
    Health.Result run(Container container, Run run, HealthCheckConfig check, Duration timeout, Probing probing) {
        Instant start = now();
        Health.Result result;
        try {
            result = probe(container, run, command(container, check.test()), timeout, start, probing);
        } catch (ServinException | IOException failure) {
            result = new Health.Result(start, now(), -1, String.valueOf(failure.getMessage()));
        }
        seams.actions().healthCheck(result.exitCode() != 0);
        return result;
    }

    private Instant now() {
        long nanos = seams.time().epochNanos();
        return Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
    }

    private static List<String> command(Container container, List<String> test) {
        List<String> words = test.subList(1, test.size());
        if (test.get(0).equals("CMD-SHELL")) {
            List<String> shell = container.record().config().shell();
            List<String> line = new ArrayList<>(shell == null || shell.isEmpty() ? List.of("/bin/sh", "-c") : shell);
            line.addAll(words); // further ones are the shell's own arguments
            return line;
        }
        if (words.isEmpty()) {
            throw ServinException.invalid("No exec command specified");
        }
        return words;
    }

    /** The health checks that an engine before this one had begun. */
    static List<String> left(Run run) {
        return run.task().execs().stream().filter(id -> id.startsWith(MARK)).toList();
    }

    /** Ends one of those. */
    static void end(Run run, String left) {
        RunningProcess process = run.task().adoptExec(left);
        process.kill();
        process.exit().whenComplete((exit, lost) -> process.release());
    }

    private Health.Result probe(Container container, Run run, List<String> command, Duration timeout, Instant start, Probing probing) throws IOException {
        ContainerRecord record = container.record();
        ExecConfig exec = new ExecConfig(false, true, true, null, false, null, command, false, null, null);
        String id = seams.table().newId();
        String line = command.get(0) + " " + String.join(" ", command.subList(1, command.size()));
        seams.table().events().publish(record, "exec_create: " + line, Map.of("execID", id));
        ProcessSpec spec = seams.planner().exec(Configs.ofProcesses(record, seams.table(), seams.networking()), record.host(), exec, Optional.empty());
        RunningProcess process = probing.begin(() -> run.task().execApart(MARK + id, spec));
        seams.table().events().publish(record, "exec_start: " + line, Map.of("execID", id));
        AtomicBoolean late = new AtomicBoolean();
        ProbeOutput output = new ProbeOutput();
        try (StreamSession session = seams.processes().open(process, false, false, true, true, Optional.empty(), () -> { })) {
            Runnable leave = session::close;
            EngineTime.Timer timer = seams.time().after(timeout, () -> {
                late.set(true);
                probing.end();
                leave.run();
            });
            session.run(InputStream.nullInputStream(), (source, bytes, offset, length) -> output.add(bytes, offset, length));
            int code = exitCode(process, timeout.plus(KILLED)); // it may close its output and go on
            timer.cancel();
            seams.table().events().publish(record, "exec_die", Map.of("execID", id, "exitCode", Integer.toString(code)));
            return late.get() ? new Health.Result(start, now(), -1, "Health check exceeded timeout (" + GoText.duration(timeout) + ")")
                    : new Health.Result(start, now(), code, output.text());
        } finally {
            probing.over();
            seams.processes().ended(process).whenComplete((ok, failure) -> process.exit().whenComplete((exit, lost) -> process.release()));
        }
    }

    private static int exitCode(RunningProcess process, Duration wait) {
        try {
            return process.exit().toCompletableFuture().get(wait.toMillis(), TimeUnit.MILLISECONDS).code();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "interrupted during a health check", stop);
        } catch (ExecutionException | TimeoutException failure) {
            throw new ServinException(ErrorKind.INTERNAL, "the end of a health check could not be learned", failure);
        }
    }
}
