package org.servin.core.internal.stream;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.servin.core.driver.Drivers;
import org.servin.spi.log.LogTarget;

/** All deliveries of the engine, and the threads that they share. Thread-safe. */
final class Deliveries implements AutoCloseable {
    private final Drivers drivers;
    private final LogKinds kinds;
    private final Poller poller;
    private final DeliveryThreads threads;
    private final Set<LogDelivery> all = ConcurrentHashMap.newKeySet();

    Deliveries(Drivers drivers, LogKinds kinds, Poller poller) {
        this.drivers = drivers;
        this.kinds = kinds;
        this.poller = poller;
        this.threads = new DeliveryThreads(poller::schedule);
    }

    /** Makes the deliveries of a container's run. */
    RunLog.Factory of(Channel channel, LogTarget target) {
        return new RunLog.Factory() {
            @Override
            public LogDelivery make(LogPart part, SpoolFolder spools, LogDelivery.Listener listener) {
                return Deliveries.this.make(channel, target, part, spools, listener);
            }

            @Override
            public void later(long milliseconds, Runnable task) {
                poller.schedule(milliseconds, task);
            }
        };
    }

    private LogDelivery make(Channel channel, LogTarget target, LogPart part, SpoolFolder spools, LogDelivery.Listener listener) {
        LogDelivery delivery = new LogDelivery(part, spools, new SinkHolder(drivers, target), threads.of(part.driver()), channel.line(part), listener);
        all.add(delivery);
        delivery.finished().whenComplete((nothing, failure) -> all.remove(delivery));
        return delivery;
    }

    /**
     * Delivers what was put aside in a folder, if there is anything.
     *
     * @param usual whose it is if that is not said there
     */
    void left(Channel channel, LogTarget target, Optional<LogPart> usual, Path folder) {
        Checkpoint.open(folder.resolve(Aside.CHECKPOINT)).ifPresent(checkpoint -> checkpoint.part().or(() -> usual).ifPresent(part -> {
            LogDelivery delivery = make(channel, target, part, SpoolFolder.open(folder, target.containerId()), new LogDelivery.Listener() {
                @Override
                public void delivered(int stream) {
                    channel.changed();
                }

                @Override
                public void later(long milliseconds, Runnable task) {
                    poller.schedule(milliseconds, task);
                }

                @Override
                public void left(LogDelivery delivery) { }
            });
            delivery.beginApart(checkpoint);
            delivery.outputEnded();
        }));
    }

    /** The driver of that name comes or goes: what was borrowed is given back, and borrowed again. */
    void changed(String driver) {
        all.stream().filter(delivery -> delivery.part().driver().equals(driver)).forEach(LogDelivery::releaseSink);
    }

    /** The deliveries of a container to logs that do not go with it. */
    List<LogDelivery> elsewhere(String container) {
        return all.stream().filter(delivery -> delivery.isOf(container) && !goesWithContainer(delivery) && !delivery.finished().isDone()).toList();
    }

    private boolean goesWithContainer(LogDelivery delivery) {
        return kinds.goesWithContainer(delivery.part().driver()) || delivery.part().isCache();
    }

    /** A channel for a container's output. */
    Channel channel(String container, Path folder) {
        return new Channel(container, folder, kinds::goesWithContainer);
    }

    /** Completes when all of them are through. */
    static CompletableFuture<Void> all(List<LogDelivery> some) {
        return CompletableFuture.allOf(some.stream().map(LogDelivery::finished).toArray(CompletableFuture[]::new));
    }

    /** A container is removed: nothing of it is delivered any more but by these. */
    void remove(String container, List<LogDelivery> left) {
        all.stream().filter(delivery -> delivery.isOf(container) && !left.contains(delivery)).forEach(delivery -> {
            delivery.stop();
            delivery.callOff();
        });
    }

    /** Stops; what was not delivered stays where it is. */
    @Override
    public void close() {
        all.forEach(LogDelivery::stop);
        threads.close(() -> all.forEach(LogDelivery::callOff));
    }
}
