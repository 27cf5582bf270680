package org.servin.core.internal.exec;

import java.util.Optional;
import java.util.OptionalInt;
import org.servin.core.exec.ExecConfig;
import org.servin.core.exec.ExecView;
import org.servin.spi.runtime.RunningProcess;

/** One exec, from its creation to some time after its end. Thread-safe. */
final class Exec {
    private enum State { CREATED, STARTING, RUNNING, ENDED }

    private final String id;
    private final String containerId;
    private final ExecConfig config;
    private State state = State.CREATED;
    private RunningProcess process;
    private int pid;
    private int exitCode;
    private long endedNanoTime;

    Exec(String id, String containerId, ExecConfig config) {
        this.id = id;
        this.containerId = containerId;
        this.config = config;
    }

    String id() {
        return id;
    }

    String containerId() {
        return containerId;
    }

    ExecConfig config() {
        return config;
    }

    String commandLine() {
        return config.cmd().get(0) + " " + String.join(" ", config.cmd().subList(1, config.cmd().size())); // dockerd leaves the space when there are no arguments
    }

    /** Takes the right to start it, which there is once. */
    synchronized boolean claim() {
        boolean first = state == State.CREATED;
        if (first) {
            state = State.STARTING;
        }
        return first;
    }

    synchronized boolean hasEnded() {
        return state == State.ENDED;
    }

    synchronized void runs(RunningProcess started) {
        process = started;
        pid = started.pid();
        state = State.RUNNING;
    }

    synchronized void ended(int code) {
        exitCode = code;
        process = null;
        state = State.ENDED;
        endedNanoTime = System.nanoTime();
    }

    /** Whether it ended longer ago than that. */
    synchronized boolean endedBefore(long nanoTime) {
        return state == State.ENDED && endedNanoTime - nanoTime < 0;
    }

    synchronized Optional<RunningProcess> process() {
        return Optional.ofNullable(process);
    }

    synchronized ExecView view() {
        OptionalInt code = state == State.ENDED ? OptionalInt.of(exitCode) : OptionalInt.empty();
        return new ExecView(id, containerId, config, state == State.RUNNING, code, pid);
    }
}
