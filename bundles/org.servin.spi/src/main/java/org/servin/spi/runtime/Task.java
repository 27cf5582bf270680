package org.servin.spi.runtime;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A launched container. {@code RuntimeDriver.launch} makes its namespaces, and returns while the mounts are perhaps still being made, so that networks are
 * joined at the same time; {@link #start} lets its process go.
 */
@ConsumerType
public interface Task extends RunningProcess {
    /**
     * Runs the process. Fails with what went wrong inside, naming the step; then nothing of the container is left. Messages about the
     * command are dockerd's: clients look for "executable file not found", "no such file or directory", "permission denied".
     */
    void start();

    /** Runs one more process inside; returns when it has been exec'd. {@code execId} names it in the run folder. */
    RunningProcess exec(String execId, ProcessSpec process);

    /**
     * The same for a process that is to leave nothing behind: {@link RunningProcess#kill} finds all that it has started, however that has detached itself. What such a process
     * leaves when it ends by itself stays in the container. A driver that cannot tell does as {@link #exec}.
     */
    default RunningProcess execApart(String execId, ProcessSpec process) {
        return exec(execId, process);
    }

    /** Finds processes of {@link #exec} from before this task was taken back, by their ids. */
    List<String> execs();

    /** Takes one of {@link #execs} back. NOT_FOUND if there is none. */
    RunningProcess adoptExec(String execId);

    /** Freezes all processes; returns when they are frozen. */
    void pause();

    /** Thaws all processes. */
    void resume();

    /** Changes limits of the running container: all or nothing where the kernel allows. */
    void update(Resources resources);

    /** Counters now. */
    Stats stats();

    /** All processes inside, as the host numbers them. */
    List<Integer> pids();

    /** Kills what is left inside and removes cgroups and files; the process has exited, or the task was never started. Never fails for what is gone already. */
    void destroy();
}
