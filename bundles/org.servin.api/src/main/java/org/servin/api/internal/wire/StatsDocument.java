package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.Timestamps;
import org.servin.core.container.StatsSample;
import org.servin.spi.runtime.Stats;

/** One message of {@code GET /containers/{id}/stats}. */
@JsonNaming(SnakeCaseStrategy.class)
public record StatsDocument(
        String read,
        String preread,
        Pids pidsStats,
        Blkio blkioStats,
        int numProcs,
        Map<String, Long> storageStats,
        Cpu cpuStats,
        Cpu precpuStats,
        Memory memoryStats,
        String name,
        String id,
        @JsonInclude(Include.NON_EMPTY) Map<String, Interface> networks) {
    /** Processes. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(Include.NON_DEFAULT)
    public record Pids(long current, BigInteger limit) {
        /** What dockerd tells where control groups of version 2 set no limit; of version 1 it tells none. */
        private static final BigInteger UNLIMITED = BigInteger.TWO.pow(Long.SIZE).subtract(BigInteger.ONE);

        static Pids of(Stats stats) {
            BigInteger none = stats.cgroupVersion() == 2 ? UNLIMITED : null;
            return new Pids(stats.pids(), stats.pidsLimit() == 0 ? none : BigInteger.valueOf(stats.pidsLimit()));
        }
    }

    /** Block devices. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Blkio(
            List<BlkioEntry> ioServiceBytesRecursive,
            List<BlkioEntry> ioServicedRecursive,
            List<BlkioEntry> ioQueueRecursive,
            List<BlkioEntry> ioServiceTimeRecursive,
            List<BlkioEntry> ioWaitTimeRecursive,
            List<BlkioEntry> ioMergedRecursive,
            List<BlkioEntry> ioTimeRecursive,
            List<BlkioEntry> sectorsRecursive) { }

    /** One counter of a block device. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record BlkioEntry(int major, int minor, String op, long value) { }

    /** CPU time. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Cpu(
            CpuUsage cpuUsage, @JsonInclude(Include.NON_DEFAULT) long systemCpuUsage, @JsonInclude(Include.NON_DEFAULT) int onlineCpus, Throttling throttlingData) { }

    /** CPU time used, nanoseconds. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record CpuUsage(long totalUsage, @JsonInclude(Include.NON_EMPTY) List<Long> percpuUsage, long usageInKernelmode, long usageInUsermode) { }

    /** How the limit was enforced. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Throttling(long periods, long throttledPeriods, long throttledTime) { }

    /** Memory. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(Include.NON_DEFAULT)
    public record Memory(long usage, long maxUsage, @JsonInclude(Include.NON_EMPTY) Map<String, Long> stats, long failcnt, long limit) { }

    /** One network interface. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Interface(long rxBytes, long rxPackets, long rxErrors, long rxDropped, long txBytes, long txPackets, long txErrors, long txDropped) {
        Interface plus(Interface o) {
            return new Interface(rxBytes + o.rxBytes, rxPackets + o.rxPackets, rxErrors + o.rxErrors, rxDropped + o.rxDropped,
                    txBytes + o.txBytes, txPackets + o.txPackets, txErrors + o.txErrors, txDropped + o.txDropped);
        }
    }

    private static final Cpu NO_CPU = new Cpu(new CpuUsage(0, List.of(), 0, 0), 0, 0, new Throttling(0, 0, 0));

    /** A sample, and the one before it. */
    public static StatsDocument of(StatsSample s, Optional<StatsSample> before) {
        if (s.stats().isEmpty()) {
            return new StatsDocument(Timestamps.NEVER, Timestamps.NEVER, new Pids(0, null), new Blkio(null, null, null, null, null, null, null, null), 0, Map.of(), NO_CPU, NO_CPU,
                    new Memory(0, 0, null, 0, 0), "/" + s.name(), s.id(), Map.of());
        }
        Stats stats = s.stats().get();
        return new StatsDocument(Timestamps.text(s.read()), before.map(b -> Timestamps.text(b.read())).orElse(Timestamps.NEVER), Pids.of(stats),
                blkio(stats), 0, Map.of(), cpu(s, stats), before.flatMap(b -> b.stats().map(p -> cpu(b, p))).orElse(NO_CPU), memory(stats), "/" + s.name(), s.id(), interfaces(s));
    }

    /** The same as clients before 1.21 know it: without names, and with the figures of all interfaces in one. Of what does not run it says what newer ones say. */
    public static JsonNode before21(StatsSample s, Optional<StatsSample> before) {
        ObjectNode all = Json.MAPPER.valueToTree(of(s, before));
        if (s.stats().isPresent()) {
            all.remove(List.of("name", "id", "networks"));
            all.set("network", Json.MAPPER.valueToTree(interfaces(s).values().stream().reduce(new Interface(0, 0, 0, 0, 0, 0, 0, 0), Interface::plus)));
        }
        return all;
    }

    private static Cpu cpu(StatsSample s, Stats stats) {
        return new Cpu(new CpuUsage(stats.cpuTotal(), stats.cpuPerCpu(), stats.cpuKernel(), stats.cpuUser()), s.systemCpu(), s.onlineCpus(),
                new Throttling(stats.periods(), stats.throttledPeriods(), stats.throttledTime()));
    }

    private static Memory memory(Stats s) {
        return new Memory(s.memoryUsage(), Math.max(0, s.memoryMax()), MemoryCounters.told(s), Math.max(0, s.memoryFailures()), s.memoryLimit());
    }

    private static Blkio blkio(Stats s) {
        return new Blkio(group(s, "io_service_bytes_recursive"), other(s, "io_serviced_recursive"), other(s, "io_queue_recursive"), other(s, "io_service_time_recursive"),
                other(s, "io_wait_time_recursive"), other(s, "io_merged_recursive"), other(s, "io_time_recursive"), other(s, "sectors_recursive"));
    }

    /** Control groups v2 know bytes only; dockerd says null of all else there. */
    private static List<BlkioEntry> other(Stats s, String name) {
        List<BlkioEntry> found = group(s, name);
        return found.isEmpty() && s.cgroupVersion() == 2 ? null : found;
    }

    private static List<BlkioEntry> group(Stats s, String name) {
        return s.blkio().stream().filter(e -> e.group().equals(name))
                .map(e -> new BlkioEntry(e.major(), e.minor(), s.cgroupVersion() == 2 ? e.op().toLowerCase(Locale.ROOT) : e.op(), e.value())).toList();
    }

    private static Map<String, Interface> interfaces(StatsSample s) {
        Map<String, Interface> all = new TreeMap<>();
        s.interfaces().forEach((name, c) -> all.put(name,
                new Interface(c.rxBytes(), c.rxPackets(), c.rxErrors(), c.rxDropped(), c.txBytes(), c.txPackets(), c.txErrors(), c.txDropped())));
        return all;
    }
}
