package org.servin.core.internal.stream;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.servin.spi.log.LogSource;

/**
 * What one run of a container says, on its way to all of its logs: one spool for each stream, and a delivery from there to each log. Logs that are away or slow do not hold
 * up the others; the spool keeps what the slowest does not have.
 *
 * <p>The deliveries change while the container runs. They, and the files, are changed in the channel's monitor only, in which the pump adds to the spools.
 */
final class RunLog {
    private static final int STREAMS = LogSource.values().length;

    /** Makes deliveries. */
    interface Factory {
        /** A delivery from the spools to a log, for as long as it is told to. */
        LogDelivery make(LogPart part, SpoolFolder spools, LogDelivery.Listener listener);

        /** Does something after that many milliseconds. */
        void later(long milliseconds, Runnable task);
    }

    /** Told that a log has more, and the spools more room. Any thread. */
    interface Progress {
        /** Cheap where nobody waits. */
        void made();
    }

    private final Object monitor;
    private final SpoolFolder spools;
    private final RunFiles files;
    private final long limit;
    private final Factory factory;
    private final Progress progress;
    private final SpoolRoom room;
    private final Arrivals arrivals;
    private final SettingAside aside;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private volatile List<LogDelivery> deliveries = List.of();
    private volatile boolean silent = true;
    private boolean ended;

    /**
     * A run that is logged nowhere.
     *
     * @param monitor of the run's channel
     * @param limit bytes of a stream that may wait in the spool
     */
    RunLog(Object monitor, SpoolFolder spools, RunFiles files, long limit, Factory factory, Progress progress) {
        this.monitor = monitor;
        this.spools = spools;
        this.files = files;
        this.limit = limit;
        this.factory = factory;
        this.progress = progress;
        this.room = new SpoolRoom(spools, this::deliveries);
        this.arrivals = new Arrivals(spools, this::deliveries);
        this.aside = new SettingAside(files, this::deliveries);
    }

    /** Takes up what an engine before this one has left, and then what is wanted now. */
    void begin(List<LogPart> wanted, List<RunFiles.Found> found) {
        synchronized (monitor) {
            List<LogDelivery> taken = new ArrayList<>();
            List<LogDelivery> leaving = new ArrayList<>();
            for (RunFiles.Found one : found) {
                LogDelivery delivery = make(one.part());
                delivery.begin(one.checkpoint());
                taken.add(delivery);
                if (one.ended()) {
                    leaving.add(delivery);
                }
            }
            deliveries = List.copyOf(taken);
            leaving.forEach(LogDelivery::outputEnded);
            leaving.forEach(this::seeOff);
            files.take(found);
            change(wanted);
            files.endChange(); // in case that an engine before this one had come that far
            deliveries.forEach(LogDelivery::wake);
        }
    }

    /** From now on output goes to these logs; what was said before goes to those from before. */
    void change(List<LogPart> wanted) {
        synchronized (monitor) {
            if (ended) {
                return;
            }
            LogChange change = LogChange.of(deliveries, wanted);
            change.other().forEach(LogDelivery::change);
            if (!change.isOfOptionsOnly()) {
                change(change.leave(), change.come());
            }
            silent = wanted.isEmpty();
        }
    }

    private void change(List<LogDelivery> leave, List<LogPart> come) {
        long[] cut = files.areMade() ? files.beginChange(() -> LineEnds.of(spools, deliveries)) : new long[STREAMS];
        List<LogDelivery> all = new ArrayList<>(deliveries);
        for (LogPart part : come) {
            LogDelivery delivery = make(part);
            if (files.areMade()) {
                delivery.begin(files.make(part, cut, delivery.tally()));
            }
            all.add(delivery);
        }
        deliveries = List.copyOf(all);
        leave.forEach(delivery -> delivery.endAt(cut));
        files.endChange();
        leave.forEach(this::seeOff);
    }

    /** What its driver does not take soon goes aside, so that the spool is not kept for it. */
    private void seeOff(LogDelivery delivery) {
        delivery.finished().whenComplete((nothing, failure) -> left(delivery, failure == null));
        factory.later(RunEnd.AWAY_MILLIS, () -> aside.put(delivery));
    }

    private LogDelivery make(LogPart part) {
        return factory.make(part, spools, new LogDelivery.Listener() {
            @Override
            public void delivered(int stream) {
                room.free(stream);
                progress.made();
            }

            @Override
            public void later(long milliseconds, Runnable task) {
                factory.later(milliseconds, task);
            }

            @Override
            public void left(LogDelivery delivery) {
                RunLog.this.left(delivery, false);
            }
        });
    }

    /** A delivery does not use the spools any more. */
    private void left(LogDelivery delivery, boolean deletes) {
        synchronized (monitor) {
            if (!deliveries.contains(delivery)) {
                return;
            }
            List<LogDelivery> others = new ArrayList<>(deliveries);
            others.remove(delivery);
            deliveries = List.copyOf(others);
            if (deletes) {
                delivery.checkpoint().ifPresent(Checkpoint::delete);
            }
        }
        room.free();
        progress.made();
        finishIfOver();
    }

    /** Whether there is no log that output could go to. */
    boolean isSilent() {
        return silent;
    }

    /** Whether the container has to wait for one of its logs. */
    boolean isFull(int stream) {
        for (LogDelivery delivery : deliveries) {
            if (delivery.backlog().isFull(stream, limit)) {
                return true;
            }
        }
        return false;
    }

    /** Whether every log is to lose output rather than make the container wait. */
    boolean isDropping() {
        return deliveries.stream().allMatch(delivery -> delivery.part().mode().dropping());
    }

    /** The spool of a stream, made if it is not there. For the pump, in the channel's monitor. */
    Spool spool(LogSource source) {
        if (!files.areMade()) {
            for (LogDelivery delivery : deliveries) {
                delivery.begin(files.make(delivery.part(), new long[STREAMS], delivery.tally()));
            }
        }
        return spools.spool(source);
    }

    /** Whether the pump has made the spool of a stream. */
    boolean has(LogSource source) {
        return spools.has(source);
    }

    /** Bytes of a stream up to a position came now. For the pump. */
    void came(LogSource source, long end, long epochNanos) {
        arrivals.came(source, end, epochNanos);
    }

    /** Output was added: it is delivered, or dropped where too much waits. For the pump. */
    void added(int stream, byte[] buffer) {
        for (LogDelivery delivery : deliveries) {
            delivery.backlog().trim(stream, limit, buffer).ifPresent(gap -> room.punch(stream, delivery, gap));
            delivery.wake();
        }
    }

    /** Output was read that could not be added. For the pump. */
    void lost(int stream, long records, long bytes) {
        deliveries.forEach(delivery -> delivery.backlog().lost(stream, records, bytes));
    }

    /** The deliveries that use the spools. */
    List<LogDelivery> deliveries() {
        return deliveries;
    }

    /** No more output will come. */
    void end() {
        List<LogDelivery> last;
        synchronized (monitor) {
            ended = true;
            last = deliveries;
        }
        for (LogDelivery delivery : last) {
            delivery.finished().whenComplete((nothing, failure) -> {
                if (failure != null) {
                    finished.completeExceptionally(failure);
                } else {
                    finishIfOver();
                }
            });
            delivery.outputEnded();
        }
        whenAllAreOver(last).whenComplete((nothing, failure) -> {
            if (failure != null) {
                close(last);
            }
        });
        finishIfOver();
    }

    private static CompletableFuture<Void> whenAllAreOver(List<LogDelivery> deliveries) {
        return CompletableFuture.allOf(deliveries.stream().map(LogDelivery::finished).toArray(CompletableFuture[]::new));
    }

    /** One of them was stopped, so that the files are not deleted as they are when all is delivered. */
    private void close(List<LogDelivery> last) {
        synchronized (monitor) {
            last.stream().filter(delivery -> !delivery.backlog().isApart()).forEach(delivery -> delivery.checkpoint().ifPresent(Checkpoint::close));
            spools.close();
        }
    }

    private void finishIfOver() {
        synchronized (monitor) {
            if (!ended || finished.isDone() || !deliveries.stream().allMatch(delivery -> delivery.finished().isDone() && !delivery.finished().isCompletedExceptionally())) {
                return;
            }
            spools.delete();
            files.delete(deliveries);
        }
        finished.complete(null);
    }

    /** Puts what is left of its output where it does not keep the run's folder. */
    SettingAside aside() {
        return aside;
    }

    /** Completes when all output is in the logs, or put aside. */
    CompletableFuture<Void> finished() {
        return finished;
    }

    /** The engine stops. */
    void stop() {
        List<LogDelivery> last = deliveries;
        last.forEach(LogDelivery::stop);
        whenAllAreOver(last).whenComplete((nothing, failure) -> spools.close());
    }

    /** The container's id. */
    String container() {
        return spools.container();
    }

    /** The folder of the spools. */
    Path folder() {
        return spools.folder();
    }

    @Override
    public String toString() {
        return spools.toString();
    }
}
