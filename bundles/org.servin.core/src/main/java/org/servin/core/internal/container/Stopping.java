package org.servin.core.internal.container;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.servin.core.container.Status;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops containers and sends them signals. */
final class Stopping {
    private static final Logger LOG = LoggerFactory.getLogger(Stopping.class);
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int LAST_SIGNAL = 64;
    private static final int USUAL_SECONDS = 10;
    private static final Duration KILL = Duration.ofSeconds(10);
    private final Seams seams;
    private final HealthChecks health;

    Stopping(Seams seams, HealthChecks health) {
        this.seams = seams;
        this.health = health;
    }

    /** NOT_MODIFIED if it does not run. */
    void stop(String ref, OptionalInt timeoutSeconds) {
        Container container = seams.table().find(ref);
        if (!container.isActive()) {
            throw Wording.alreadyStopped(ref);
        }
        stop(container, timeoutSeconds, false);
        seams.table().events().publish(container.record(), "stop");
    }

    /** Ends the present run, if there is one; the container is started again right after. */
    void stopForRestart(Container container, OptionalInt timeoutSeconds) {
        if (container.isActive()) {
            stop(container, timeoutSeconds, true);
            seams.table().events().publish(container.record(), "stop");
        }
    }

    private void stop(Container container, OptionalInt timeoutSeconds, boolean again) {
        Optional<Run> present = ask(container, stopSignal(container), again);
        if (present.isEmpty()) {
            return;
        }
        int seconds = timeoutSeconds.orElseGet(() -> usualSeconds(container));
        Run run = present.get();
        if (seconds < 0) {
            run.over().join();
        } else if (!over(run, Duration.ofSeconds(seconds))) {
            LOG.info("container {} did not stop within {} s and is killed", container.id(), seconds);
            kill(container, run);
        }
    }

    private int stopSignal(Container container) {
        String signal = container.record().config().stopSignal();
        return signal == null || signal.isEmpty() ? SIGTERM : seams.planner().signal(signal);
    }

    private static int usualSeconds(Container container) {
        Long own = container.record().config().stopTimeout();
        return own == null ? USUAL_SECONDS : (int) Math.max(Integer.MIN_VALUE, Math.min(own, Integer.MAX_VALUE));
    }

    private static boolean over(Run run, Duration wait) {
        try {
            run.over().get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException failure) {
            throw ServinException.internal("the end of a run failed", failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "interrupted while waiting for a container to stop", stop);
        }
    }

    /** Kills and waits for the end. */
    private void kill(Container container, Run run) {
        signal(container, run, SIGKILL);
        if (!over(run, KILL)) {
            throw new ServinException(ErrorKind.INTERNAL, "tried to kill container " + container.id() + ", but did not receive an exit event");
        }
    }

    /** Kills for a removal: no policy starts it again. */
    void kill(Container container) {
        Optional<Run> present = ask(container, SIGKILL, false);
        if (present.isPresent() && !over(present.get(), KILL)) {
            throw new ServinException(ErrorKind.INTERNAL,
                    "Could not kill container " + container.id() + ", cannot remove - tried to kill container, but did not receive an exit event");
        }
    }

    /** Marks the container as stopped by hand, ends a restart that waits, and sends a signal to the present run, which is given back. */
    private Optional<Run> ask(Container container, int signal, boolean again) {
        container.lock.lock();
        try {
            if (!again) {
                seams.table().note(container, r -> r.with(new ContainerRecord.Restarts(r.restarts().count(), true)));
            }
            if (container.status() == Status.RESTARTING) {
                endRestarting(container);
                return Optional.empty();
            }
            Optional<Run> run = container.run();
            run.ifPresent(r -> {
                r.stopping = true;
                r.again = again;
                signal(container, r, signal);
                if (container.status() == Status.PAUSED) {
                    thaw(container, r); // a frozen process takes no signal
                }
            });
            return run;
        } finally {
            container.lock.unlock();
        }
    }

    private void endRestarting(Container container) {
        if (container.pendingRestart != null) {
            container.pendingRestart.cancel();
            container.pendingRestart = null;
        }
        seams.table().noteEnd(container, r -> r.with(r.state().with(Status.EXITED))).run();
    }

    private void thaw(Container container, Run run) {
        run.task().resume();
        health.resume(container, run);
        seams.table().note(container, r -> r.with(r.state().with(Status.RUNNING)));
        seams.table().events().publish(container.record(), "unpause");
    }

    private void signal(Container container, Run run, int signal) {
        try {
            run.task().signal(signal);
            seams.table().events().publish(container.record(), "kill", Map.of("signal", Integer.toString(signal)));
        } catch (ServinException gone) {
            if (gone.kind() != ErrorKind.CONFLICT) {
                throw gone;
            }
            LOG.debug("container {} ended before the signal", container.id(), gone);
        }
    }

    /** The API's kill. */
    void kill(String ref, String name) {
        int signal = name == null || name.isEmpty() ? SIGKILL : seams.planner().signal(name);
        try {
            kill(seams.table().find(ref), signal);
        } catch (ServinException failure) {
            throw new ServinException(failure.kind(), "Cannot kill container: " + ref + ": " + failure.getMessage(), failure);
        }
    }

    private void kill(Container container, int signal) {
        if (signal < 1 || signal > LAST_SIGNAL || signal == 32 || signal == 33) { // the C library keeps those two for itself
            throw new ServinException(ErrorKind.INTERNAL, "The linux daemon does not support signal " + Long.toUnsignedString(signal));
        }
        if (!container.isActive()) {
            throw Wording.notRunning(container.id());
        }
        if (signal == SIGKILL) {
            ask(container, SIGKILL, false).ifPresent(run -> over(run, KILL));
        } else if (hasNoStopSignal(container) || signal == stopSignal(container)) {
            ask(container, signal, false); // dockerd takes every signal for a stop where none is named
        } else {
            deliver(container, signal);
        }
    }

    private static boolean hasNoStopSignal(Container container) {
        String own = container.record().config().stopSignal();
        return own == null || own.isEmpty();
    }

    /** A signal that is no stop: policies stand, but for what the next engine starts. */
    private void deliver(Container container, int signal) {
        container.lock.lock();
        try {
            signal(container, container.running(), signal);
            seams.table().note(container, r -> r.with(new ContainerRecord.Restarts(r.restarts().count(), true)));
        } finally {
            container.lock.unlock();
        }
    }
}
