package org.servin.core.internal.task;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.servin.linux.Fd;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Exit;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.RuntimeDriver;
import org.servin.spi.runtime.Stream;

/**
 * A process as the engine has it while drivers come and go: calls go to what the present driver has of it, and fail with UNAVAILABLE while there is none. Its streams are
 * the engine's own, so that its output flows and its clients stay while the driver is replaced; its end is learned when there is a driver again. Thread-safe.
 *
 * @param <P> what the driver has of it
 */
class HeldProcess<P extends RunningProcess> implements RunningProcess {
    /** dockerd's code for an end that nobody saw. */
    private static final int LOST = 255;
    private final HeldTasks tasks;
    private final String runtime;
    private final Map<Stream, Optional<Fd>> streams = new EnumMap<>(Stream.class);
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private volatile int pid;
    private volatile long started;
    private volatile P present;
    private Consumer<P> pending = p -> { };
    private volatile boolean lost;
    private boolean over;

    /**
     * A process that no driver has yet.
     *
     * @param pid its number, as it was when it was last seen
     * @param started when it was started, nanoseconds since 1970-01-01T00:00Z
     */
    HeldProcess(HeldTasks tasks, String runtime, int pid, long started) {
        this.tasks = tasks;
        this.runtime = runtime;
        this.pid = pid;
        this.started = started;
    }

    String runtime() {
        return runtime;
    }

    /** Takes what a driver has of it, in place of what another had, and does what could not be done meanwhile. Called under a lease. */
    void hold(P given) {
        Consumer<P> left;
        synchronized (this) {
            if (over) {
                return;
            }
            present = given;
            pid = given.pid();
            if (streams.isEmpty()) {
                for (Stream which : Stream.values()) {
                    streams.put(which, given.stream(which).stream().mapToObj(Fd::new).findFirst());
                }
            }
            left = pending;
            pending = p -> { };
        }
        left.accept(given);
        given.exit().whenComplete((end, failure) -> ended(given, end, failure));
    }

    /** Its driver has left. */
    synchronized void miss() {
        if (present != null) {
            started = present.startedEpochNanos();
            present = null;
        }
    }

    private void ended(P given, Exit end, Throwable failure) {
        synchronized (this) {
            if (over || present != given) {
                return; // whoever has it now tells
            }
        }
        if (failure == null) {
            exit.complete(end);
        } else {
            exit.completeExceptionally(failure);
        }
    }

    /** No driver knows it any more. */
    void lost() {
        lost = true;
        exit.complete(new Exit(LOST, false, System.currentTimeMillis() * 1_000_000));
    }

    /** Whether a driver was asked for it that does not know it. */
    boolean isLost() {
        return lost;
    }

    /** What the present driver has of it; empty while there is none. */
    Optional<P> present() {
        return Optional.ofNullable(present);
    }

    /** Has a driver look for it, if it was not found when that driver came; empty if it does not know it. */
    Optional<P> find(RuntimeDriver driver) {
        return present();
    }

    /** Calls what the present driver has of it, for which the driver stays. */
    <T> T call(Function<P, T> call) {
        try (Lease<RuntimeDriver> lease = tasks.lease(runtime)) {
            return call.apply(find(lease.driver()).orElseThrow(this::hasEnded));
        }
    }

    /** The same without a result. */
    void tell(Consumer<P> call) {
        call(p -> {
            call.accept(p);
            return null;
        });
    }

    /** The same, but not if no driver knows it, and later if there is no driver now: then the answer is false. */
    boolean tellSoon(Consumer<P> call) {
        while (true) {
            try (Lease<RuntimeDriver> lease = tasks.lease(runtime)) {
                find(lease.driver()).ifPresent(call);
                return true;
            } catch (ServinException away) {
                if (away.kind() != ErrorKind.UNAVAILABLE) {
                    throw away;
                }
            }
            synchronized (this) {
                if (present == null) { // else one has come since
                    pending = pending.andThen(call);
                    return false;
                }
            }
        }
    }

    private ServinException hasEnded() {
        return ServinException.conflict("process " + pid + " has ended");
    }

    /** The engine lets go of it: nothing is told any more, and its streams are closed. It runs on. */
    synchronized void letGo() {
        over = true;
        present = null;
        closeStreams();
    }

    /** The engine has no more use for it. */
    synchronized void closeStreams() {
        streams.values().forEach(fd -> fd.ifPresent(Fd::close));
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public long startedEpochNanos() {
        P has = present;
        return has == null ? started : has.startedEpochNanos();
    }

    /** As this is the engine's own: open until {@link #release}, and given as often as it is asked for. */
    @Override
    public synchronized OptionalInt stream(Stream which) {
        return streams.getOrDefault(which, Optional.empty()).filter(fd -> !fd.isClosed()).map(fd -> OptionalInt.of(fd.number())).orElse(OptionalInt.empty());
    }

    @Override
    public void closeStdin() {
        synchronized (this) {
            streams.getOrDefault(Stream.STDIN, Optional.empty()).ifPresent(Fd::close);
        }
        tellSoon(RunningProcess::closeStdin);
    }

    @Override
    public void resize(int rows, int columns) {
        tell(p -> p.resize(rows, columns));
    }

    @Override
    public void signal(int number) {
        if (exit.isDone()) {
            throw hasEnded();
        }
        tell(p -> p.signal(number));
    }

    /** Also when it has ended itself: what it started may run on. */
    @Override
    public void kill() {
        try (Lease<RuntimeDriver> lease = tasks.lease(runtime)) {
            find(lease.driver()).ifPresent(RunningProcess::kill);
        }
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit.minimalCompletionStage();
    }

    @Override
    public void release() {
        closeStreams();
        if (tellSoon(p -> {
            p.release();
            released();
        })) {
            released();
        }
    }

    /** Its driver was told of the release. */
    void released() { }
}
