package org.servin.runtime.internal.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.servin.linux.Fd;
import org.servin.linux.io.Descriptors;
import org.servin.linux.process.Spawn;
import org.servin.runtime.internal.cgroup.ContainerCgroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all tasks of one driver share. Thread-safe. */
public final class Host implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Host.class);
    private static final long ENDS_SECONDS = 5;
    private final InitProgram program;
    private final Fd devNull = Spawn.aside(Descriptors.open(Path.of("/dev/null"), Descriptors.O_RDWR, 0));
    private final ExecutorService executor = Executors.newCachedThreadPool(Host::thread);
    private final DescriptorWatch watch = new DescriptorWatch(executor);
    private final Map<Path, MonitoredProcess> processes = new ConcurrentHashMap<>();
    private final Map<Path, OomWatch> memoryWatches = new ConcurrentHashMap<>();
    private final String boot;
    private final boolean kcore = Files.exists(Path.of("/proc/kcore"));

    /** Takes over the program. */
    public Host(InitProgram program) {
        this.program = program;
        try {
            boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "servin-exit");
        thread.setDaemon(true);
        return thread;
    }

    InitProgram program() {
        return program;
    }

    Fd devNull() {
        return devNull;
    }

    /** Has the process wait for its end, and keeps it until it is gone. What an earlier part of the engine had of the same process is let go. */
    void watch(MonitoredProcess process, long startedEpochNanos) {
        Path folder = process.folder();
        MonitoredProcess before = processes.put(folder, process);
        if (before != null) {
            before.disconnect();
        }
        process.watch(watch, startedEpochNanos, () -> processes.remove(folder, process));
    }

    /**
     * Has the action run each time that a container is out of memory, until what is returned is closed. It takes several system calls to begin with that:
     * the thread that waits for all containers makes them, so that the start of this one does not wait.
     *
     * @param folder the container's run folder; what an earlier part of the engine watched of it is watched no longer
     * @param fresh whether what happened since the container was started is told, too
     */
    OomWatch watchMemory(Path folder, ContainerCgroup cgroup, boolean fresh, Runnable action) {
        OomWatch added = new OomWatch(cgroup, fresh, action, closed -> memoryWatches.remove(folder, closed));
        OomWatch before = memoryWatches.put(folder, added);
        if (before != null) {
            before.close();
        }
        watch.soon(() -> added.begin(watch));
        return added;
    }

    /** Which start of the machine this is. */
    String boot() {
        return boot;
    }

    boolean hasKcore() {
        return kcore;
    }

    /** Ends that were seen are told; those that take too long are found again by whoever adopts. */
    private void finishEnds() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(ENDS_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the ends of some processes are left to the next runtime driver");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets go of all processes; they run on, and can be adopted. */
    @Override
    public void close() {
        watch.close();
        finishEnds();
        memoryWatches.values().forEach(OomWatch::close);
        processes.values().forEach(MonitoredProcess::disconnect);
        devNull.close();
        program.close();
    }
}
