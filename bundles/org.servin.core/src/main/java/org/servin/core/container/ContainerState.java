package org.servin.core.container;

import java.time.Instant;
import java.util.Optional;

/**
 * A container's state at one moment.
 *
 * @param status where it is in its life
 * @param pid the first process as the host numbers it; 0 without one
 * @param exitCode of the last run
 * @param error why the last start failed; empty otherwise
 * @param oomKilled whether the last run that has ended was out of memory
 * @param startedAt empty: never
 * @param finishedAt empty: never
 * @param health empty without a health check
 */
public record ContainerState(
        Status status, int pid, int exitCode, String error, boolean oomKilled, Optional<Instant> startedAt, Optional<Instant> finishedAt, Optional<Health> health) { }
