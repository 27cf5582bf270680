package org.servin.core.container;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.servin.spi.runtime.Stats;

/**
 * A container's counters.
 *
 * @param id full id
 * @param name without the leading slash
 * @param read when
 * @param systemCpu CPU time of the whole machine, nanoseconds
 * @param onlineCpus processors
 * @param stats empty if it does not run
 * @param interfaces by name inside the container
 */
public record StatsSample(String id, String name, Instant read, long systemCpu, int onlineCpus, Optional<Stats> stats, Map<String, InterfaceCounters> interfaces) {
    /** Counters of one network interface. */
    public record InterfaceCounters(
            long rxBytes, long rxPackets, long rxErrors, long rxDropped, long txBytes, long txPackets, long txErrors, long txDropped) { }
}
