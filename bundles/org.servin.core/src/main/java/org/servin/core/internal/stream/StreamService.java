package org.servin.core.internal.stream;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.Status;
import org.servin.core.stream.AttachOptions;
import org.servin.core.stream.LogOptions;
import org.servin.core.stream.StreamSession;
import org.servin.core.stream.Streams;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogSource;

/** Opens clients' sessions on containers and their logs. */
@Component(service = Streams.class)
public final class StreamService implements Streams {
    private static final long STILL_SECONDS = 10;

    private final ContainerLookup lookup;
    private final OutputPump pump;

    /** Opens no session yet. */
    @Activate
    public StreamService(@Reference ContainerLookup lookup, @Reference OutputPump pump) {
        this.lookup = lookup;
        this.pump = pump;
    }

    @Override
    public StreamSession attach(String ref, AttachOptions options) {
        DetachKeys keys = DetachKeys.parse(options.detachKeys());
        ContainerLookup.Found found = lookup.find(ref);
        if (found.status() == Status.PAUSED) {
            throw ServinException.conflict("container " + ref + " is paused, unpause the container before attach");
        }
        if (found.status() == Status.RESTARTING) {
            throw ServinException.conflict("container " + ref + " is restarting, wait until the container is running");
        }
        Channel channel = pump.channel(found.target(), plan(found));
        ClientQueue queue = new ClientQueue(sources(options), !found.status().isAlive(), () -> channel.run().ifPresent(ContainerRun::roomAgain));
        Optional<AttachSession.Replay> replay = Optional.empty();
        if (options.logs()) {
            replay = Optional.of(replay(found, channel, queue));
        } else {
            channel.add(queue, found.status().isAlive());
        }
        return new AttachSession(lookup, found, channel, options, queue, replay, keys);
    }

    private LogPlan plan(ContainerLookup.Found found) {
        return pump.logs().plan(found.logDriver(), found.target().options());
    }

    private static Set<LogSource> sources(AttachOptions options) {
        Set<LogSource> sources = EnumSet.noneOf(LogSource.class);
        if (options.stdout()) {
            sources.add(LogSource.STDOUT);
        }
        if (options.stderr()) {
            sources.add(LogSource.STDERR);
        }
        return sources;
    }

    /**
     * The log up to now, and the client's queue from exactly there on. While delivery stands still, everything up to the last record's time is in the log: times of one
     * container's records only grow. What the pump has read since (the beginning of a line) is what the queue starts with.
     */
    private AttachSession.Replay replay(ContainerLookup.Found found, Channel channel, ClientQueue queue) {
        LogPart part = pump.logs().readable(plan(found));
        Optional<LogDelivery> delivery = channel.run().flatMap(run -> run.log().deliveries().stream().filter(d -> d.part().isSameLog(part) && !d.isEnding()).findFirst());
        if (delivery.isEmpty()) {
            LogReader log = pump.read(found.target(), part, LogQuery.all());
            channel.add(queue, found.status().isAlive());
            return new AttachSession.Replay(log);
        }
        long until = await(delivery.get().whileStill(() -> {
            synchronized (channel) {
                delivery.get().backlog().giveUndelivered(queue);
                channel.add(queue, found.status().isAlive());
            }
            return delivery.get().lastNanos();
        }));
        LogQuery query = new LogQuery(Long.MIN_VALUE, until == 0 ? EpochClock.nanos() : until, -1, Optional.empty());
        try {
            return new AttachSession.Replay(pump.read(found.target(), part, query));
        } catch (RuntimeException e) {
            channel.remove(queue);
            throw e;
        }
    }

    private static long await(CompletableFuture<Long> result) {
        try {
            return result.get(STILL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ServinException(ErrorKind.TIMEOUT, "the container's log driver does not answer", e);
        } catch (ExecutionException e) {
            throw ServinException.internal("the container's log cannot be shown", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "interrupted", e);
        }
    }

    @Override
    public StreamSession logs(String ref, LogOptions options) {
        ContainerLookup.Found found = lookup.find(ref);
        LogPlan plan = plan(found);
        Channel channel = pump.channel(found.target(), plan);
        LogQuery query = new LogQuery(options.sinceEpochNanos(), options.untilEpochNanos(), options.tail(), Optional.empty());
        return new LogSession(found, channel, options, pump.read(found.target(), pump.logs().readable(plan), query), lastWord(found, options.follow()));
    }

    /** Dockerd follows to the end of the present run: clients that go on after a restart ask again when they see the start. */
    private CompletionStage<Void> lastWord(ContainerLookup.Found found, boolean follow) {
        Optional<CompletionStage<Void>> ended = follow ? lookup.ended(found.id()) : Optional.empty();
        return ended.map(e -> e.thenCompose(nothing -> pump.drained(found.id()))).orElseGet(() -> CompletableFuture.completedFuture(null));
    }
}
