package org.servin.runtime.internal.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's memory: what limits a container without a limit. */
final class HostMemory {
    private static final long TOTAL = read();

    private HostMemory() { }

    /** The limit, or the machine's memory if that is less. */
    static long atMost(long limit) {
        return Math.min(limit, TOTAL);
    }

    private static long read() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst().orElse(Long.MAX_VALUE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /proc/meminfo", e);
        }
    }
}
