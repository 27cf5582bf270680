package org.servin.core.internal.stream;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.servin.core.container.Status;
import org.servin.spi.log.LogTarget;

/** What streams ask of containers. Implemented by the containers service. */
public interface ContainerLookup {
    /** A container, as far as streams are concerned. */
    record Found(String id, Status status, boolean terminal, boolean openStdin, boolean stdinOnce, LogTarget target, String logDriver) { }

    /** Finds by id, beginning of an id, or name; NOT_FOUND in dockerd's words. */
    Found find(String ref);

    /** Completes when the container's present run has ended; empty if nothing runs, also between two runs of a restart policy. */
    Optional<CompletionStage<Void>> ended(String containerId);

    /** A client attached or detached: events are to be published. */
    void attached(String containerId, boolean detached);
}
