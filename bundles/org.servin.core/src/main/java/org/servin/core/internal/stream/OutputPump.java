package org.servin.core.internal.stream;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.driver.Drivers;
import org.servin.core.internal.task.HeldTasks;
import org.servin.core.stream.LogDeliveries;
import org.servin.core.stream.LogDeliveryState;
import org.servin.core.system.EngineSettings;
import org.servin.spi.DriverKind;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogTarget;
import org.servin.spi.runtime.RunningProcess;

/**
 * The pump: one thread reads all containers' output, a few more bring it to their logs.
 *
 * <p>What waits for a log driver that is away is bounded by the setting {@code servin.spool-limit}, in bytes of each stream; then the container waits.
 */
@Component(service = {OutputHub.class, OutputPump.class, LogDeliveries.class})
public final class OutputPump implements OutputHub, LogDeliveries, Drivers.Listener {
    private static final long DEFAULT_LIMIT = 64L << 20;

    private final Drivers drivers;
    private final LogKinds kinds;
    private final LogDrivers logs;
    private final long limit;
    private final Poller poller = new Poller("servin-pump");
    private final Deliveries deliveries;
    private final byte[] buffer = ContainerRun.newBuffer();
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final Map<RunLog, LogPlan> plans = new ConcurrentHashMap<>();
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
        this.kinds = new LogKinds(drivers, settings.root().resolve("log-drivers"));
        this.logs = new LogDrivers(drivers, kinds, settings.logCopyDriver());
        this.deliveries = new Deliveries(drivers, kinds, poller);
        this.limit = settings.value("servin.spool-limit").map(Long::parseLong).orElse(DEFAULT_LIMIT);
        drivers.listen(this);
    }

    /** Stops reading; what was read and not delivered stays in the spools. */
    @Deactivate
    public void stop() {
        drivers.unlisten(this);
        poller.close();
        plans.keySet().forEach(RunLog::stop);
        readers.forEach(LogReader::close);
        channels.values().forEach(Channel::removed);
        deliveries.close();
    }

    @Override
    public void begin(LogTarget target, String logDriver, RunningProcess process, boolean terminal, boolean stdinOnce, Path folder) {
        LogPlan plan = logs.plan(logDriver, target.options());
        Channel channel = channel(target, plan);
        channel.log().filter(log -> log.folder().equals(folder)).ifPresent(LeftOver::evacuate);
        long started = process.startedEpochNanos();
        List<RunFiles.Found> found = new LeftOver(deliveries, channel, target, plan).found(started, folder);
        RunFiles files = new RunFiles(folder, target.folder(), started);
        RunLog log = new RunLog(channel, SpoolFolder.open(folder, target.containerId()), files, limit, deliveries.of(channel, target), () -> {
            channel.changed();
            channel.run().ifPresent(ContainerRun::delivered);
        });
        plans.put(log, plan);
        log.finished().whenComplete((nothing, failure) -> plans.remove(log));
        ContainerRun run = new ContainerRun(poller, channel, log, process, terminal, stdinOnce, buffer);
        log.begin(logs.wanted(plan), found);
        channel.begin(run);
        run.start();
    }

    /** The container's channel; when it is made, what earlier engines could not deliver is taken up. */
    Channel channel(LogTarget target, LogPlan plan) {
        return channels.computeIfAbsent(target.containerId(), id -> {
            Channel channel = deliveries.channel(id, target.folder());
            Aside.left(target.folder()).forEach(folder -> new LeftOver(deliveries, channel, target, plan).deliver(folder));
            return channel;
        });
    }

    @Override
    public CompletionStage<Void> drained(String containerId) {
        Channel channel = channels.get(containerId);
        return channel == null ? CompletableFuture.completedFuture(null) : channel.drained();
    }

    @Override
    public CompletionStage<Void> remove(LogTarget target, String logDriver, boolean asked) {
        Channel channel = channels.remove(target.containerId());
        if (channel != null) {
            channel.removed();
        }
        List<LogDelivery> left = left(target, asked); // now: to get the spool out of the way is trouble for the call that is called off
        if (channel != null && !left.isEmpty()) {
            channel.log().ifPresent(LeftOver::evacuate);
            Legacy.keep(target);
        }
        deliveries.remove(target.containerId(), left);
        Set<String> last = left.stream().map(delivery -> delivery.part().driver()).collect(Collectors.toSet());
        logs.wanted(logs.plan(logDriver, target.options())).stream().filter(part -> !last.contains(part.driver())).forEach(part -> logs.remove(part, target));
        return Legacy.removeAfter(left, target, logs);
    }

    /** Who asks for a removal while a destination does not take the log knows, or can know, what that means; nobody is there to know it at the end of a container of its own. */
    private List<LogDelivery> left(LogTarget target, boolean asked) {
        return deliveries.elsewhere(target.containerId()).stream().filter(delivery -> !asked || delivery.tally().trouble().isEmpty()).toList();
    }

    @Override
    public CompletionStage<Void> resumeRemoved(String containerId, Path folder) {
        return Legacy.deliver(deliveries, logs, containerId, folder).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    @Override
    public boolean isForAll(String option) {
        return LogPlan.isCacheOption(option);
    }

    @Override
    public void validateForCreation(String logDriver, Map<String, String> options) {
        logs.validateForCreation(logDriver, options);
    }

    @Override
    public void validate(String logDriver, Map<String, String> options) {
        logs.validate(logDriver, options);
    }

    @Override
    public Optional<Path> path(LogTarget target, String logDriver) {
        return logs.path(logs.plan(logDriver, target.options()), target);
    }

    @Override
    public void reach(LogTarget target, String logDriver) {
        logs.reach(logs.plan(logDriver, target.options()), target);
    }

    @Override
    public void change(LogTarget target, String logDriver) {
        LogPlan plan = logs.plan(logDriver, target.options());
        Optional.ofNullable(channels.get(target.containerId())).flatMap(Channel::log).ifPresent(log -> {
            plans.computeIfPresent(log, (running, before) -> plan);
            change(target.containerId(), log, plan);
        });
    }

    private void change(String container, RunLog log, LogPlan plan) {
        List<LogDelivery> before = log.deliveries().stream().filter(delivery -> !delivery.isEnding()).toList();
        List<LogPart> wanted = logs.wanted(plan);
        log.change(wanted);
        wanted.stream().filter(logs::isReadable).findFirst().ifPresent(part -> readers.stream().filter(reader -> reader.isOf(container) && !reader.part().isSameLog(part))
                .forEach(reader -> before.stream().filter(old -> old.isEnding() && old.part().isSameLog(reader.part())).findFirst()
                        .ifPresent(old -> reader.goOnIn(part, old.finished()))));
        Optional.ofNullable(channels.get(container)).ifPresent(Channel::changed);
    }

    @Override
    public void resume(LogTarget target, String logDriver) {
        if (!Aside.left(target.folder()).isEmpty()) {
            channel(target, logs.plan(logDriver, target.options()));
        }
    }

    @Override
    public List<LogDeliveryState> deliveries(LogTarget target, String logDriver) {
        LogPlan plan = logs.plan(logDriver, target.options());
        boolean plain = logs.isPlain(plan);
        Channel present = channels.get(target.containerId());
        List<String> counted = present == null ? DeliveryLine.counted(target.folder()) : List.of();
        if (present == null && counted.isEmpty() && plain) {
            return List.of();
        }
        Channel channel = channel(target, plan);
        counted.forEach(channel::line);
        if (!plain) {
            logs.wanted(plan).forEach(channel::line);
        }
        List<LogDeliveryState> states = states(channel);
        boolean lacking = states.stream().anyMatch(s -> s.dropped() + s.droppedBytes() + s.refused() != 0 || s.trouble().isPresent());
        return plain && !lacking ? List.of() : states;
    }

    private static List<LogDeliveryState> states(Channel channel) {
        return channel.lines().stream().map(DeliveryLine::state).sorted(Comparator.comparing(LogDeliveryState::driver)).toList();
    }

    @Override
    public Map<String, List<LogDeliveryState>> all() {
        Map<String, List<LogDeliveryState>> all = new TreeMap<>();
        channels.forEach((id, channel) -> all.put(id, states(channel)));
        return all;
    }

    @Override
    public void arrived(DriverKind kind, String name) {
        if (kind == DriverKind.LOG) {
            kinds.learn(name);
        }
        changed(kind, name);
        if (kind == DriverKind.LOG) {
            plans.forEach((log, plan) -> change(log.container(), log, plan));
        }
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
            deliveries.changed(name);
            readers.stream().filter(reader -> reader.driver().equals(name)).forEach(LogReader::releaseDriver);
            channels.values().forEach(Channel::changed);
        }
    }

    /** Opens a container's log. UNSUPPORTED in dockerd's words if its driver does not read. */
    LogReader read(LogTarget container, LogPart part, LogQuery query) {
        LogReader reader = new LogReader(drivers, part, container, query, readers::remove);
        readers.add(reader);
        try {
            reader.open();
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
        return reader;
    }

    /** What is known of log drivers. */
    LogDrivers logs() {
        return logs;
    }

    /** The thread that reads output. */
    Poller poller() {
        return poller;
    }
}
