package org.servin.runtime.internal.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.servin.linux.Fd;
import org.servin.linux.io.Descriptors;
import org.servin.linux.process.Spawn;
import org.servin.runtime.internal.cgroup.ContainerCgroup;

/** What all tasks of one driver share. Thread-safe. */
public final class Host implements AutoCloseable {
    private final InitProgram program;
    private final Fd devNull = Spawn.aside(Descriptors.open(Path.of("/dev/null"), Descriptors.O_RDWR, 0));
    private final ExecutorService executor = Executors.newCachedThreadPool(Host::thread);
    private final DescriptorWatch watch = new DescriptorWatch(executor);
    private final Set<MonitoredProcess> processes = ConcurrentHashMap.newKeySet();
    private final Set<OomWatch> memoryWatches = ConcurrentHashMap.newKeySet();
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

    /** Has the process wait for its end, and keeps it until it is gone. */
    void watch(MonitoredProcess process, long startedEpochNanos) {
        processes.add(process);
        process.watch(watch, startedEpochNanos, () -> processes.remove(process));
    }

    /**
     * Has the action run each time that a container is out of memory, until what is returned is closed. It takes several system calls to begin with that:
     * the thread that waits for all containers makes them, so that the start of this one does not wait.
     *
     * @param fresh whether what happened since the container was started is told, too
     */
    OomWatch watchMemory(ContainerCgroup cgroup, boolean fresh, Runnable action) {
        OomWatch added = new OomWatch(cgroup, fresh, action, memoryWatches::remove);
        memoryWatches.add(added);
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

    /** Lets go of all processes; they run on, and can be adopted. */
    @Override
    public void close() {
        watch.close();
        executor.shutdown();
        memoryWatches.forEach(OomWatch::close);
        processes.forEach(MonitoredProcess::disconnect);
        devNull.close();
        program.close();
    }
}
