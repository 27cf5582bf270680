package org.servin.core.internal.container;

import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.Status;
import org.servin.core.event.Events;
import org.servin.core.internal.network.ContainerNetworking.Subject;
import org.servin.core.system.EngineSettings;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogTarget;
import org.servin.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All containers, found by id, the beginning of an id, or name, and kept in the store. Thread-safe.
 *
 * <p>A component that needs no other part of the engine, so that networks, streams and archives can look containers up while the containers
 * service in turn needs them.
 */
@Component(service = {ContainerTable.class, StatusCount.class})
public final class ContainerTable implements StatusCount {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerTable.class);
    private static final String COLLECTION = "containers";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
    private final Store store;
    private final EngineSettings settings;
    private final ContainerEvents events;
    private final RecordCodec codec = new RecordCodec();
    private final RandomNames random = new RandomNames();
    private final NavigableMap<String, Container> byId = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<String, String> names = new ConcurrentHashMap<>();
    private final List<ExecHost.Listener> listeners = new CopyOnWriteArrayList<>();

    /** Reads all records. */
    @Activate
    public ContainerTable(@Reference Store store, @Reference EngineSettings settings, @Reference Events events) {
        this.store = store;
        this.settings = settings;
        this.events = new ContainerEvents(events);
        store.all(COLLECTION).forEach((id, document) -> {
            ContainerRecord record = codec.read(id, document);
            byId.put(id, new Container(record));
            names.put(record.name(), id);
        });
    }

    ContainerEvents events() {
        return events;
    }

    RecordCodec codec() {
        return codec;
    }

    /** Finds a container; fails in dockerd's words. */
    Container find(String ref) {
        return lookUp(ref).orElseThrow(() -> Wording.noSuchContainer(ref));
    }

    /** Does what needs a container's files. When a removal takes them away under it, that fails as if the container had not been found. */
    <T> T withFiles(String ref, Supplier<T> work) {
        try {
            return work.get();
        } catch (ServinException failure) {
            boolean there = lookUp(ref).filter(c -> c.status() != Status.REMOVING && c.status() != Status.DEAD).isPresent();
            throw there || failure.kind() != ErrorKind.INTERNAL ? failure : Wording.noSuchContainer(ref);
        }
    }

    private Optional<Container> lookUp(String ref) {
        if (ref.isEmpty()) {
            return Optional.empty();
        }
        Container exact = byId.get(ref);
        if (exact == null) {
            String owner = names.get(ref.startsWith("/") ? ref.substring(1) : ref);
            exact = owner == null ? null : byId.get(owner);
        }
        return exact != null ? Optional.of(exact) : byLink(ref).or(() -> byPrefix(ref));
    }

    private Optional<Container> byLink(String ref) {
        return LinkNames.Name.parse(ref).flatMap(name -> Optional.ofNullable(names.get(name.linker())).map(byId::get)
                .flatMap(linker -> LinkNames.target(linker.record(), name.alias())).map(byId::get));
    }

    private Optional<Container> byPrefix(String prefix) {
        String first = byId.ceilingKey(prefix);
        if (first == null || !first.startsWith(prefix)) {
            return Optional.empty();
        }
        String second = byId.higherKey(first);
        if (second != null && second.startsWith(prefix)) {
            throw Wording.ambiguous(prefix);
        }
        return Optional.ofNullable(byId.get(first));
    }

    Optional<Container> get(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public Map<Status, Integer> count() {
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        byId.values().forEach(c -> counts.merge(c.status(), 1, Integer::sum));
        return counts;
    }

    Collection<Container> all() {
        return byId.values();
    }

    /** Takes a free name for a new container, made up if none is given. */
    String reserve(Optional<String> wish, String id) {
        return wish.isPresent() ? reserveGiven(wish.get(), id) : reserveMadeUp(id);
    }

    private String reserveGiven(String wish, String id) {
        String name = wish.startsWith("/") ? wish.substring(1) : wish;
        if (!NAME.matcher(name).matches()) {
            throw Wording.invalidName(wish);
        }
        String owner = names.putIfAbsent(name, id);
        if (owner != null) {
            throw Wording.nameTaken(name, owner);
        }
        return name;
    }

    private String reserveMadeUp(String id) {
        String name = random.name();
        while (names.putIfAbsent(name, id) != null) {
            name = random.longName();
        }
        return name;
    }

    void free(String name, String id) {
        names.remove(name, id);
    }

    /** Whether a container of that id is being made. */
    boolean isReserved(String id) {
        return names.containsValue(id);
    }

    String newId() {
        return random.id();
    }

    /** Adds a new container; it survives a power cut when this returns. */
    Container add(ContainerRecord record) {
        store.durably(c -> c.put(COLLECTION, record.id(), codec.write(record)));
        Container container = new Container(record);
        byId.put(record.id(), container);
        return container;
    }

    /** Changes a record so that a power cut does not undo it, and gives the new one. */
    ContainerRecord keep(Container container, UnaryOperator<ContainerRecord> change) {
        return container.change(change, record -> store.durably(c -> c.put(COLLECTION, record.id(), codec.write(record))));
    }

    /** Changes a record that the run folder and the kernel could tell again, and gives the new one. Never fails for the store. */
    ContainerRecord note(Container container, UnaryOperator<ContainerRecord> change) {
        return container.change(change, this::write);
    }

    /** The same at the end of a run, see {@link Container#end}. */
    Runnable noteEnd(Container container, UnaryOperator<ContainerRecord> change) {
        return container.end(change, this::write);
    }

    private void write(ContainerRecord record) {
        try {
            store.lazily(c -> c.put(COLLECTION, record.id(), codec.write(record)));
        } catch (ServinException failure) { // what happened cannot be refused because it cannot be written down
            LOG.error("the state of container {} could not be kept", record.id(), failure);
        }
    }

    /** Forgets the record for good; the container can still be found until {@link #remove}. */
    void forget(Container container) {
        container.seal(() -> store.durably(c -> c.remove(COLLECTION, container.id())));
    }

    /** Takes a container out of the index. */
    void remove(Container container) {
        byId.remove(container.id(), container);
        free(container.record().name(), container.id());
        ended(container.id(), true);
    }

    void onEnd(ExecHost.Listener listener) {
        listeners.add(listener);
    }

    void ended(String containerId, boolean removed) {
        listeners.forEach(l -> l.ended(containerId, removed));
    }

    /** The folder for what is kept of a container. */
    Path folder(String id) {
        return settings.root().resolve("containers").resolve(id);
    }

    /** The runtime's folder of a container, empty after a reboot. */
    Path runFolder(String id) {
        return settings.run().resolve("containers").resolve(id);
    }

    Subject subject(ContainerRecord record) {
        return new Subject(record.id(), record.name(), record.config(), record.host(), record.endpoints(), folder(record.id()));
    }

    LogTarget logTarget(ContainerRecord record) {
        Map<String, String> options = record.host().general().logConfig().config();
        List<String> env = record.config().env();
        return new LogTarget(record.id(), record.name(), record.imageId(), record.config().image() == null ? "" : record.config().image(), record.command(),
                env == null ? List.of() : env, new HashMap<>(record.labels()), record.created(), options == null ? Map.of() : options, folder(record.id()));
    }

    String logDriver(ContainerRecord record) {
        return record.host().general().logConfig().type();
    }
}
