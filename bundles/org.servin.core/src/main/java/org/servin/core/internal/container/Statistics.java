package org.servin.core.internal.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.core.container.StatsSample;
import org.servin.core.container.StatsSample.InterfaceCounters;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads containers' counters from their runtime and from /proc. */
final class Statistics {
    private static final Logger LOG = LoggerFactory.getLogger(Statistics.class);
    private static final long NANOS_PER_TICK = 1_000_000_000L / 100; // USER_HZ is 100 on all architectures there are
    private static final int COUNTED = 8; // user, nice, system, idle, iowait, irq, softirq, steal: what dockerd adds up
    private final ContainerTable table;

    Statistics(ContainerTable table) {
        this.table = table;
    }

    StatsSample sample(String ref) {
        Container container = table.find(ref);
        ContainerRecord record = container.record();
        Optional<Run> run = container.run().filter(r -> container.status().isAlive());
        try {
            return sample(record, run);
        } catch (ServinException failure) {
            if (container.run().equals(run)) {
                throw failure;
            }
            LOG.debug("container {} ended while its counters were read", record.id(), failure);
            return sample(record, Optional.empty());
        }
    }

    private static StatsSample sample(ContainerRecord record, Optional<Run> run) {
        Map<String, InterfaceCounters> interfaces = run.map(r -> interfaces(r.task().pid())).orElse(Map.of());
        return new StatsSample(record.id(), record.name(), Instant.now(), systemCpu(), Runtime.getRuntime().availableProcessors(), run.map(r -> r.task().stats()), interfaces);
    }

    private static long systemCpu() {
        String[] fields = lines(Path.of("/proc/stat")).get(0).trim().split("\\s+");
        long ticks = 0;
        for (int i = 1; i < fields.length && i <= COUNTED; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks * NANOS_PER_TICK;
    }

    /** Lines of /proc/PID/net/dev are {@code name: 8 receive counters, 8 transmit counters}, after two lines of titles. */
    static Map<String, InterfaceCounters> interfaces(List<String> lines) {
        Map<String, InterfaceCounters> interfaces = new LinkedHashMap<>();
        for (String line : lines.subList(Math.min(2, lines.size()), lines.size())) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).strip();
            String[] f = line.substring(colon + 1).trim().split("\\s+");
            if (!name.equals("lo")) {
                interfaces.put(name, new InterfaceCounters(number(f, 0), number(f, 1), number(f, 2), number(f, 3),
                        number(f, 8), number(f, 9), number(f, 10), number(f, 11)));
            }
        }
        return interfaces;
    }

    /** A process that ends has no network before it is gone. */
    private static Map<String, InterfaceCounters> interfaces(int pid) {
        try {
            return interfaces(Files.readAllLines(Path.of("/proc", Integer.toString(pid), "net/dev")));
        } catch (IOException ending) {
            LOG.debug("process {} has no network any more", pid, ending);
            return Map.of();
        }
    }

    private static long number(String[] fields, int index) {
        return Long.parseLong(fields[index]);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new ServinException(ErrorKind.INTERNAL, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
