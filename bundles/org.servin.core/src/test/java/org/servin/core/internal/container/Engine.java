package org.servin.core.internal.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.CreateRequest;
import org.servin.core.container.HostConfig;
import org.servin.core.container.ListQuery;
import org.servin.core.container.Status;
import org.servin.core.container.WaitCondition;
import org.servin.core.container.WaitResult;
import org.servin.core.event.Event;
import org.servin.core.event.EventQuery;
import org.servin.core.event.EventSubscription;
import org.servin.core.event.Events;
import org.servin.core.filter.Filters;
import org.servin.core.internal.driver.TestDrivers;
import org.servin.core.internal.event.EventRing;
import org.servin.core.internal.MemoryStore;
import org.servin.core.internal.meter.Actions;
import org.servin.core.internal.task.HeldTasks;
import org.servin.image.Images;
import org.servin.spi.DriverKind;

/** The containers service among fakes. {@link #restarted} is the engine after a kill: the store and the runtime's books are what is left. */
final class Engine {
    final MemoryStore store;
    final ManualTime time;
    final FakeRuntime runtime;
    final FakeStorage storage;
    final TestDrivers drivers = new TestDrivers();
    final FakeParts.Networking networking = new FakeParts.Networking();
    final FakeParts.Mounts mounts = new FakeParts.Mounts();
    final FakeParts.Output output = new FakeParts.Output();
    final Events events = new EventRing();
    final Path folder;
    final FakeParts.Settings settings;
    final ContainerTable table;
    final EngineContainers containers;

    private Engine(Path folder, MemoryStore store, ManualTime time, FakeRuntime runtime, FakeStorage storage, boolean complete) {
        this.folder = folder;
        this.store = store;
        this.time = time;
        this.runtime = runtime;
        this.storage = storage;
        if (complete) {
            runtimeComes();
        }
        settings = new FakeParts.Settings(folder.resolve("root"), folder.resolve("run"));
        table = new ContainerTable(store, settings, events);
        containers = new EngineContainers(new Seams(table, new HeldTasks(drivers.registry()), settings, drivers.registry(), FakeParts.unused(Images.class), storage, new FakeParts.Planner(), mounts,
                networking, output, new FakeSessions(), new FakeWorkspaces(), new Actions(), time), null);
    }

    static Engine in(Path folder) {
        ManualTime time = new ManualTime();
        return new Engine(folder, new MemoryStore(), time, new FakeRuntime(time), new FakeStorage(), true);
    }

    Engine restarted() {
        return new Engine(folder, store, time, runtime, storage, true);
    }

    /** The same while its runtime driver is not there yet. */
    Engine restartedWithoutRuntime() {
        return new Engine(folder, store, time, runtime, storage, false);
    }

    void runtimeComes() {
        drivers.add(DriverKind.RUNTIME, "fake", runtime);
    }

    void runtimeGoes() {
        drivers.remove(DriverKind.RUNTIME, "fake", runtime);
    }

    String create(String name) {
        return create(name, "{}", "{}");
    }

    String create(String name, String config, String host) {
        try {
            ContainerConfig own = table.codec().mapper().readValue(config.replaceFirst("\\{", "{\"Cmd\":[\"sleep\",\"9\"]" + (config.equals("{}") ? "" : ",")),
                    ContainerConfig.class);
            HostConfig hosts = table.codec().mapper().readValue(host, HostConfig.class);
            time.advance(Duration.ofMillis(1)); // creation times differ
            return containers.create(new CreateRequest(Optional.of(name).filter(n -> !n.isEmpty()), Optional.empty(), own, hosts, Map.of())).id();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    String run(String name, String config, String host) {
        String id = create(name, config, host);
        containers.start(id);
        return id;
    }

    Status status(String ref) {
        return table.find(ref).status();
    }

    WaitResult await(String ref, WaitCondition condition) throws Exception {
        return containers.wait(ref, condition).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    List<String> names(boolean all, Map<String, List<String>> filters) {
        return containers.list(new ListQuery(all, 0, false, new Filters(filters))).stream().map(v -> v.name()).toList();
    }

    /** Waits for something that happens beside. */
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in time");
            }
            Thread.onSpinWait();
        }
    }

    /** All actions so far on a container. */
    List<String> actions(String id) throws InterruptedException {
        List<String> actions = new ArrayList<>();
        try (EventSubscription all = events.subscribe(new EventQuery(0, Long.MAX_VALUE, new Filters(Map.of("container", List.of(id)))))) {
            for (Optional<Event> e = all.next(Duration.ZERO); e.isPresent(); e = all.next(Duration.ZERO)) {
                actions.add(e.get().action());
            }
        }
        return actions;
    }

    /** The actions so far; the last one, which is told just after the state has changed, is waited for. */
    List<String> actionsUntil(String id, String last) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        List<String> actions = actions(id);
        while (!actions.contains(last)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never: " + last + ", but " + actions);
            }
            Thread.onSpinWait();
            actions = actions(id);
        }
        return actions;
    }

    OptionalInt seconds(int value) {
        return OptionalInt.of(value);
    }
}
