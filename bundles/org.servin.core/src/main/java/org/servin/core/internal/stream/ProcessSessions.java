package org.servin.core.internal.stream;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.servin.core.stream.StreamSession;
import org.servin.spi.runtime.RunningProcess;

/** Streams of execs: straight between the process's pipes and one client, logged nowhere. Implemented by the pump; used by the execs service. */
public interface ProcessSessions {
    /** The codes of detach keys; INVALID_ARGUMENT in dockerd's words. */
    byte[] detachKeys(String detachKeys);

    /**
     * A session on a process that was just started. Output that the client did not ask for, and all output once it has left, is read and thrown away, so that
     * the process never blocks on it. Call {@link StreamSession#run} once, and {@link StreamSession#close} in any case; the process must not be released before
     * {@link #ended} completes.
     *
     * @param terminal whether the process has a terminal; only then detach keys are looked for
     * @param detachKeys such as {@code ctrl-p,ctrl-q}; empty for the default
     * @param onDetach called when the client typed the detach keys
     */
    StreamSession open(
            RunningProcess process, boolean terminal, boolean stdin, boolean stdout, boolean stderr, Optional<String> detachKeys, Runnable onDetach);

    /** Reads a process's output and throws it away, from now to its end. */
    void discard(RunningProcess process);

    /** Completes when all output of a process of {@link #open} or {@link #discard} was sent or thrown away and its descriptors are no longer used; at once for an unknown one. */
    CompletionStage<Void> ended(RunningProcess process);
}
