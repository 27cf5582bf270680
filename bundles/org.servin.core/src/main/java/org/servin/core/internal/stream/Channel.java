package org.servin.core.internal.stream;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a container's output goes to clients, and their input comes from; it outlives the container's runs. Thread-safe: the channel's monitor guards the seam
 * between what was said and what comes, so that a client is added between two pieces of output and not in the middle of one.
 */
final class Channel {
    private static final Logger LOG = LoggerFactory.getLogger(Channel.class);
    private static final long STALL_MILLIS = 10_000;

    private final String container;
    private final Path folder;
    private final Predicate<String> inFolder;
    private final List<ClientQueue> clients = new CopyOnWriteArrayList<>();
    private ContainerRun run;
    private RunLog log;
    private CompletableFuture<Void> drained = CompletableFuture.completedFuture(null);
    private final Map<String, DeliveryLine> lines = new ConcurrentHashMap<>();
    private boolean removed;
    private boolean ranBefore;
    private long changes;

    /**
     * Nobody listens, and nothing runs.
     *
     * @param folder the container's
     * @param inFolder whether a driver's logs are there
     */
    Channel(String container, Path folder, Predicate<String> inFolder) {
        this.container = container;
        this.inFolder = inFolder;
        this.folder = folder;
    }

    /**
     * Adds a client; what is said after this is added to its queue.
     *
     * @param forPresentRun whether it came for a process that runs, and does not wait for the next if that has just ended
     */
    synchronized void add(ClientQueue client, boolean forPresentRun) {
        if (removed || forPresentRun && run == null && ranBefore) {
            client.end();
        } else {
            clients.add(client);
        }
    }

    /** Forgets a client. */
    void remove(ClientQueue client) {
        clients.remove(client);
    }

    /** Whether anybody listens. */
    boolean hasClients() {
        return !clients.isEmpty();
    }

    /** Gives bytes to all clients. Under the channel's monitor. */
    void give(ClientQueue.Chunk chunk) {
        for (ClientQueue client : clients) {
            client.add(chunk);
        }
    }

    /** Whether no client's queue is full. Watches those that are, so that they cannot hold up the container for ever. */
    boolean hasRoom(Poller poller) {
        boolean room = true;
        for (ClientQueue client : clients) {
            if (client.isFull()) {
                room = false;
                if (client.watchStall()) {
                    long taken = client.taken();
                    poller.schedule(STALL_MILLIS, () -> cutIfStalled(poller, client, taken));
                }
            }
        }
        return room;
    }

    private void cutIfStalled(Poller poller, ClientQueue client, long taken) {
        client.stallWatched();
        if (client.isFull() && client.taken() == taken) {
            LOG.warn("container {}: a client that took no output for {} s was let go", container, STALL_MILLIS / 1000);
            clients.remove(client);
            client.cut();
        } else {
            hasRoom(poller);
        }
    }

    /** Binds a process. */
    synchronized void begin(ContainerRun newRun) {
        run = newRun;
        ranBefore = true;
        drained = newRun.drained();
        log = newRun.log();
        log.finished().whenComplete((nothing, failure) -> logged(newRun.log()));
        changed();
    }

    private synchronized void logged(RunLog over) {
        if (log == over) {
            log = null;
        }
    }

    /** The deliveries to one of the container's logs. */
    DeliveryLine line(LogPart part) {
        return line(part.driver());
    }

    /** The deliveries to the container's logs of one driver. */
    DeliveryLine line(String driver) {
        return lines.computeIfAbsent(driver, name -> new DeliveryLine(name, folder, inFolder));
    }

    /** The deliveries to all logs. */
    Collection<DeliveryLine> lines() {
        return lines.values();
    }

    /** What the present run says, or the last one said and some log does not have. */
    synchronized Optional<RunLog> log() {
        return Optional.ofNullable(log);
    }

    /** The process has said its last word: its clients' sessions end. */
    void ended(ContainerRun oldRun) {
        List<ClientQueue> over;
        synchronized (this) {
            if (run == oldRun) {
                run = null;
            }
            over = List.copyOf(clients);
            clients.removeAll(over);
            changed();
        }
        over.forEach(ClientQueue::end);
    }

    /** The container is removed. */
    void removed() {
        synchronized (this) {
            removed = true;
            changed();
        }
        clients.forEach(ClientQueue::end);
        clients.clear();
    }

    /** Whether the container was removed. */
    synchronized boolean isRemoved() {
        return removed;
    }

    /** The present run. */
    synchronized Optional<ContainerRun> run() {
        return Optional.ofNullable(run);
    }

    /** Completes when the present run, or the last one, was read to its end. */
    synchronized CompletableFuture<Void> drained() {
        return drained;
    }

    /** Waits until there is a run, or the container is removed, or {@code over}, which is asked when {@link #changed} is called. */
    synchronized Optional<ContainerRun> awaitRun(BooleanSupplier over) throws InterruptedException {
        while (run == null && !removed && !over.getAsBoolean()) {
            wait();
        }
        return Optional.ofNullable(run);
    }

    /** Something changed: the log, the run, the drivers. */
    synchronized void changed() {
        changes++;
        notifyAll();
    }

    /** How many changes there were. */
    synchronized long changes() {
        return changes;
    }

    /** Waits for a change after that number of them, for a bounded time. */
    synchronized void awaitChange(long seen, long milliseconds) throws InterruptedException {
        if (changes == seen) {
            wait(milliseconds);
        }
    }
}
