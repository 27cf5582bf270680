package org.servin.core.internal.stream;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
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

    /** The container is removed: its log goes, and followers end. */
    void remove(LogTarget target, String logDriver);

    /** Checks a driver's name and options at creation; INVALID_ARGUMENT in dockerd's words. */
    void validate(String logDriver, java.util.Map<String, String> options);
}
