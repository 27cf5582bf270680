package org.servin.core.internal.stream;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.servin.core.stream.LogDeliveryState;
import org.servin.spi.log.LogTarget;
import org.servin.spi.runtime.RunningProcess;

/**
 * Moves what processes write to their logs and to attached clients. Implemented by the pump; used by the containers and execs services.
 *
 * <p>A container's channel is there from its creation (clients may attach before it starts) to its removal; it is bound to a process from {@code begin} to that
 * process's last byte.
 */
public interface OutputHub {
    /**
     * Starts to take a container's output, after a start or after the engine's restart. Nothing that was written meanwhile is lost or doubled.
     *
     * @param folder the container's run folder, for the spool and its checkpoint
     */
    void begin(LogTarget target, String logDriver, RunningProcess process, boolean terminal, boolean stdinOnce, Path folder);

    /** Completes when all output of the present run is delivered to the log and to clients; at once if none runs. */
    CompletionStage<Void> drained(String containerId);

    /**
     * The container is removed: logs that are kept in its folder go, and followers end. What destinations elsewhere did not take yet is delivered to them from the container's
     * folder, which must stay until that completes; it never does if the engine stops before.
     *
     * @param asked whether somebody wants it removed now: then what a destination that is in trouble did not take goes with the container
     */
    CompletionStage<Void> remove(LogTarget target, String logDriver, boolean asked);

    /** Goes on with what {@link #remove} left to do when an engine before this one stopped. Completes when the folder can go. */
    CompletionStage<Void> resumeRemoved(String containerId, Path folder);

    /** Whether a default of the engine for this option goes for all drivers, and not for the default one only. */
    boolean isForAll(String option);

    /** Checks drivers' names and options at creation; INVALID_ARGUMENT in dockerd's words. As there, some of what is wrong is told at the start only. */
    void validateForCreation(String logDriver, Map<String, String> options);

    /** Checks all there is to check; INVALID_ARGUMENT in dockerd's words. */
    void validate(String logDriver, Map<String, String> options);

    /** The file that is shown as the container's log: that of the first of its drivers that keeps one. */
    Optional<Path> path(LogTarget target, String logDriver);

    /** Before a start: checks what the creation did not, and asks the destinations without which the container must not start; fails in dockerd's words. */
    void reach(LogTarget target, String logDriver);

    /** The container's log configuration is another now, and was kept: what it says from now on goes there. Does nothing if nothing runs. */
    void change(LogTarget target, String logDriver);

    /** Delivers what earlier runs have left of a container that does not run. */
    void resume(LogTarget target, String logDriver);

    /** How delivery to the container's logs stands; empty where there is nothing to tell, as of one log in its folder that lacks nothing. */
    List<LogDeliveryState> deliveries(LogTarget target, String logDriver);
}
