package org.servin.core.internal.exec;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
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
    private long endedEpochMillis;

    Exec(String id, String containerId, ExecConfig config) {
        this.id = id;
        this.containerId = containerId;
        this.config = config;
    }

    /** One that was kept. */
    Exec(ExecRecord record) {
        this(record.id(), record.containerId(), record.config());
        if (record.end() != null) {
            pid = record.end().pid();
            exitCode = record.end().exitCode();
            endedEpochMillis = record.end().epochMillis();
            state = State.ENDED;
        }
    }

    /** What is to be kept of it. */
    synchronized ExecRecord record() {
        return new ExecRecord(id, containerId, config, state == State.ENDED ? new ExecRecord.End(pid, exitCode, endedEpochMillis) : null);
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

    /** Gives that right back. */
    synchronized void giveBack() {
        state = State.CREATED;
    }

    synchronized boolean hasEnded() {
        return state == State.ENDED;
    }

    synchronized void runs(RunningProcess started) {
        process = started;
        pid = started.pid();
        state = State.RUNNING;
        notifyAll();
    }

    /** Waits until it runs, or has run; false if it did not come to that in time. */
    synchronized boolean awaitStart(long milliseconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        for (long left = milliseconds; left > 0 && !wasStarted(); left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            wait(left);
        }
        return wasStarted();
    }

    private boolean wasStarted() {
        return state == State.RUNNING || state == State.ENDED;
    }

    synchronized void ended(int code) {
        exitCode = code;
        process = null;
        state = State.ENDED;
        endedEpochMillis = System.currentTimeMillis();
        notifyAll();
    }

    /** Whether nobody has begun to start it. */
    synchronized boolean isNew() {
        return state == State.CREATED;
    }

    /** Whether it ended longer ago than that. */
    synchronized boolean endedBefore(long epochMillis) {
        return state == State.ENDED && endedEpochMillis < epochMillis;
    }

    synchronized Optional<RunningProcess> process() {
        return Optional.ofNullable(process);
    }

    synchronized ExecView view(byte[] detachKeys) {
        OptionalInt code = state == State.ENDED ? OptionalInt.of(exitCode) : OptionalInt.empty();
        return new ExecView(id, containerId, config, state == State.RUNNING, code, pid, detachKeys);
    }
}
