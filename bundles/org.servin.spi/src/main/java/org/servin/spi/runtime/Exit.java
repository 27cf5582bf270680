package org.servin.spi.runtime;

/**
 * How a process ended.
 *
 * @param code exit status, or 128 plus the signal's number
 * @param oomKilled whether the kernel's OOM killer struck in its cgroup
 * @param epochNanos when, nanoseconds since 1970-01-01T00:00Z
 */
public record Exit(int code, boolean oomKilled, long epochNanos) { }
