package org.servin.api.internal.wire;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.servin.spi.runtime.Stats;

/** Which lines of memory.stat dockerd tells: those it knows, whatever a kernel has; of version 2 all of them, with 0 for what this kernel lacks. */
final class MemoryCounters {
    private static final List<String> COUNTED = List.of("active_anon", "active_file", "cache", "dirty", "inactive_anon", "inactive_file", "mapped_file", "pgfault",
            "pgmajfault", "pgpgin", "pgpgout", "rss", "rss_huge", "unevictable", "writeback");
    private static final List<String> LEGACY = Stream.concat(Stream.of("hierarchical_memory_limit", "hierarchical_memsw_limit"),
            COUNTED.stream().flatMap(name -> Stream.of(name, "total_" + name))).toList();
    private static final List<String> UNIFIED = List.of("active_anon", "active_file", "anon", "anon_thp", "file", "file_dirty", "file_mapped", "file_writeback",
            "inactive_anon", "inactive_file", "kernel_stack", "pgactivate", "pgdeactivate", "pgfault", "pglazyfree", "pglazyfreed", "pgmajfault", "pgrefill", "pgscan",
            "pgsteal", "shmem", "slab", "slab_reclaimable", "slab_unreclaimable", "sock", "thp_collapse_alloc", "thp_fault_alloc", "unevictable",
            "workingset_activate", "workingset_nodereclaim", "workingset_refault");

    private MemoryCounters() { }

    static SortedMap<String, Long> told(Stats stats) {
        Map<String, Long> all = stats.memory();
        SortedMap<String, Long> told = new TreeMap<>();
        if (stats.cgroupVersion() == 2) {
            UNIFIED.forEach(name -> told.put(name, all.getOrDefault(name, 0L)));
        } else {
            LEGACY.stream().filter(all::containsKey).forEach(name -> told.put(name, all.get(name)));
        }
        return told;
    }
}
