package org.servin.core.internal.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.driver.Drivers;
import org.servin.core.internal.task.HeldTasks;
import org.servin.core.system.EngineSettings;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogTarget;
import org.servin.spi.runtime.RunningProcess;

/**
 * The pump: one thread reads all containers' output, a few more bring it to their logs.
 *
 * <p>What waits for a log driver that is away is bounded by the setting {@code servin.spool-limit}, in bytes of each stream; then the container waits.
 */
@Component(service = {OutputHub.class, OutputPump.class})
public final class OutputPump implements OutputHub, Drivers.Listener {
    /** The name for "no log" in place of a driver's. */
    static final String NO_LOG = "none";

    private static final long DEFAULT_LIMIT = 64L << 20;
    private static final String ASIDE = "unlogged";

    private final Drivers drivers;
    private final long limit;
    private final Poller poller = new Poller("servin-pump");
    private final DeliveryThreads threads = new DeliveryThreads();
    private final byte[] buffer = ContainerRun.newBuffer();
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final Map<LogDelivery, String> deliveries = new ConcurrentHashMap<>();
    private final Set<LogReader> readers = ConcurrentHashMap.newKeySet();

    /**
     * Starts the pump's threads.
     *
     * @param tasks whose streams are read: they are closed when this has stopped
     */
    @Activate
    public OutputPump(@Reference Drivers drivers, @Reference EngineSettings settings, @Reference HeldTasks tasks) {
        this(drivers, settings);
    }

    OutputPump(Drivers drivers, EngineSettings settings) {
        this.drivers = drivers;
        this.limit = settings.value("servin.spool-limit").map(Long::parseLong).orElse(DEFAULT_LIMIT);
        drivers.listen(this);
    }

    /** Stops reading; what was read and not delivered stays in the spools. */
    @Deactivate
    public void stop() {
        drivers.unlisten(this);
        poller.close();
        deliveries.keySet().forEach(LogDelivery::stop);
        readers.forEach(LogReader::close);
        channels.values().forEach(Channel::removed);
        threads.close();
    }

    @Override
    public void begin(LogTarget target, String logDriver, RunningProcess process, boolean terminal, boolean stdinOnce, Path folder) {
        Channel channel = channel(target, logDriver);
        ContainerRun.Logging logging = logDriver.equals(NO_LOG)
                ? new ContainerRun.Logging(Optional.empty(), Optional.empty(), 0, false)
                : logging(channel, target, logDriver, process.startedEpochNanos(), folder);
        ContainerRun run = new ContainerRun(poller, channel, logging, process, terminal, stdinOnce, buffer);
        logging.delivery().ifPresent(delivery -> delivery.finished().whenComplete((nothing, failure) -> deliveries.remove(delivery)));
        channel.begin(run, logging.delivery().map(LogDelivery::finished).orElse(channel.delivered()));
        run.start();
        logging.delivery().filter(LogDelivery::hasOutput).ifPresent(LogDelivery::wake); // what an engine before this one left
    }

    private ContainerRun.Logging logging(Channel channel, LogTarget target, String driver, long started, Path folder) {
        Path aside = target.folder().resolve(ASIDE).resolve(Long.toString(started));
        OptionalLong there = SpoolFolder.runIn(folder);
        boolean ours = there.isPresent() && isOurs(channel, target, driver, started, folder, there.getAsLong());
        SpoolFolder spools = ours ? SpoolFolder.found(folder, target.containerId()) : SpoolFolder.empty(folder, target.containerId(), started);
        LogMode mode = LogMode.of(target.options());
        LogDelivery delivery = delivery(channel, target, driver, spools, aside);
        return new ContainerRun.Logging(Optional.of(spools), Optional.of(delivery), mode.dropping() ? Math.min(limit, mode.bufferBytes()) : limit, mode.dropping());
    }

    /** Whether what is in the folder is of the run that begins. Output of an earlier one is taken away, and that of this one if it was put aside already. */
    private boolean isOurs(Channel channel, LogTarget target, String driver, long started, Path folder, long run) {
        Path aside = target.folder().resolve(ASIDE).resolve(Long.toString(run));
        boolean isAside = Files.exists(aside);
        if (run == started && !isAside) {
            return true;
        }
        SpoolFolder old = SpoolFolder.found(folder, target.containerId());
        if (!isAside) {
            old.copyTo(aside).close();
            deliverLeft(channel, target, driver, aside);
        }
        old.delete();
        return false;
    }

    private LogDelivery delivery(Channel channel, LogTarget target, String driver, SpoolFolder spools, Path aside) {
        SinkHolder sinks = new SinkHolder(drivers, driver, target);
        LogDelivery[] self = new LogDelivery[1];
        LogDelivery delivery = new LogDelivery(spools, aside, sinks, threads.of(driver), channel.delivered(), new LogDelivery.Listener() {
            @Override
            public void delivered() {
                channel.changed();
                channel.run().ifPresent(ContainerRun::delivered);
            }

            @Override
            public void retryIn(long milliseconds) {
                poller.schedule(milliseconds, self[0]::wake);
            }
        });
        self[0] = delivery;
        deliveries.put(delivery, driver);
        if (!channel.delivered().isDone()) {
            channel.delivered().whenComplete((nothing, failure) -> delivery.wake());
        }
        return delivery;
    }

    /** The container's channel; when it is made, what earlier engines could not deliver is taken up. */
    Channel channel(LogTarget target, String driver) {
        return channels.computeIfAbsent(target.containerId(), id -> {
            Channel channel = new Channel(id);
            Path aside = target.folder().resolve(ASIDE);
            if (!driver.equals(NO_LOG) && Files.isDirectory(aside)) {
                sorted(aside).forEach(folder -> deliverLeft(channel, target, driver, folder));
            }
            return channel;
        });
    }

    private static List<Path> sorted(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith(".")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void deliverLeft(Channel channel, LogTarget target, String driver, Path folder) {
        LogDelivery delivery = delivery(channel, target, driver, SpoolFolder.aside(folder, target.containerId()), folder);
        delivery.finished().whenComplete((nothing, failure) -> deliveries.remove(delivery));
        channel.delivered(delivery.finished());
        delivery.outputEnded();
    }

    @Override
    public CompletionStage<Void> drained(String containerId) {
        Channel channel = channels.get(containerId);
        return channel == null ? CompletableFuture.completedFuture(null) : channel.drained();
    }

    @Override
    public void remove(LogTarget target, String logDriver) {
        Channel channel = channels.remove(target.containerId());
        if (channel != null) {
            channel.removed();
        }
        deliveries.keySet().stream().filter(delivery -> delivery.isOf(target.containerId())).forEach(LogDelivery::stop);
        if (!logDriver.equals(NO_LOG)) {
            drivers.leaseNow(DriverKind.LOG, logDriver, LogDriver.class).ifPresent(lease -> {
                try (lease) {
                    lease.driver().remove(target);
                }
            });
        }
    }

    @Override
    public void validate(String logDriver, Map<String, String> options) {
        if (logDriver.equals(NO_LOG)) {
            return;
        }
        LogMode.of(options);
        if (!drivers.known(DriverKind.LOG, logDriver)) {
            throw ServinException.invalid("error looking up logging plugin " + logDriver + ": plugin \"" + logDriver + "\" not found");
        }
        try (Lease<LogDriver> lease = drivers.lease(DriverKind.LOG, logDriver, LogDriver.class)) {
            lease.driver().validate(LogMode.forDriver(options));
        }
    }

    @Override
    public void arrived(DriverKind kind, String name) {
        changed(kind, name);
    }

    @Override
    public void departing(DriverKind kind, String name) {
        changed(kind, name);
    }

    @Override
    public void departed(DriverKind kind, String name) {
        changed(kind, name);
    }

    /** Sinks and cursors belong to the driver that left or was replaced: they are given back, and opened again where there is one. */
    private void changed(DriverKind kind, String name) {
        if (kind == DriverKind.LOG) {
            deliveries.forEach((delivery, driver) -> {
                if (driver.equals(name)) {
                    delivery.releaseSink();
                }
            });
            readers.stream().filter(reader -> reader.driver().equals(name)).forEach(LogReader::releaseDriver);
            channels.values().forEach(Channel::changed);
        }
    }

    /** Opens a container's log. UNSUPPORTED in dockerd's words if its driver does not read. */
    LogReader read(LogTarget target, String logDriver, org.servin.spi.log.LogQuery query) {
        if (logDriver.equals(NO_LOG)) {
            throw new ServinException(ErrorKind.UNSUPPORTED, LogReader.CANNOT_READ);
        }
        LogReader reader = new LogReader(drivers, logDriver, target, query, readers::remove);
        readers.add(reader);
        try {
            reader.open();
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
        return reader;
    }

    /** The thread that reads output. */
    Poller poller() {
        return poller;
    }
}
