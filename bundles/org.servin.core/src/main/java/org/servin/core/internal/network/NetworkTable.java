package org.servin.core.internal.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.json.OwnTypes;
import org.servin.core.network.IpamPool;
import org.servin.core.system.EngineSettings;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.NetworkScope;
import org.servin.store.Store;

/** All networks of the engine, kept in the store. Thread-safe. */
@Component(service = NetworkTable.class)
public final class NetworkTable {
    private static final String COLLECTION = "networks";
    private static final JsonMapper JSON = JsonMapper.builder().typeFactory(OwnTypes.factory()).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Store store;
    private final EngineSettings settings;
    private final AddressSpace space;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, LiveNetwork> byId = new ConcurrentHashMap<>();

    /** Reads the networks, and makes those that every engine has. */
    @Activate
    public NetworkTable(@Reference Store store, @Reference EngineSettings settings) {
        this.store = store;
        this.settings = settings;
        this.space = AddressSpace.of(settings);
        store.all(COLLECTION).values().forEach(document -> {
            NetworkRecord record = parse(document);
            byId.put(record.id(), new LiveNetwork(record));
        });
        Predefined.of(settings).forEach(this::ensure);
    }

    private static NetworkRecord parse(byte[] document) {
        try {
            return JSON.readValue(document, NetworkRecord.class);
        } catch (IOException e) {
            throw new ServinException(ErrorKind.DATA_LOSS, "cannot read a network's record: " + e.getMessage(), e);
        }
    }

    /** Keeps the id and, unless the settings name another, the subnet of an earlier start. */
    private void ensure(Predefined predefined) {
        Optional<NetworkRecord> before = byId.values().stream().map(LiveNetwork::record).filter(r -> r.predefined() && r.name().equals(predefined.name())).findFirst();
        List<IpamPool> asked = predefined.asked(settings, present(predefined));
        boolean ipv6 = predefined.ipv6(settings);
        boolean same = before.isPresent() && before.get().asked().equals(asked) && before.get().ipv6() == ipv6;
        List<IpamPool> pools = List.of();
        if (predefined.addresses()) {
            pools = same ? before.get().pools() : plan(before.map(NetworkRecord::id).orElse(""), HostRoutes.subnets()).resolve(predefined.name(), asked, ipv6);
        }
        NetworkRecord now = new NetworkRecord(before.map(NetworkRecord::id).orElseGet(this::newId), predefined.name(),
                before.map(NetworkRecord::created).orElseGet(() -> Instant.now().toString()), predefined.driver(), true, false, false, false, null, ipv6, null, asked, pools,
                predefined.options(settings), Map.of(), NetworkScope.LOCAL.text());
        if (before.isEmpty() || !before.get().equals(now)) {
            put(now);
        }
    }

    /** What an administrator's own bridge has for addresses. */
    private List<String> present(Predefined predefined) {
        String bridge = settings.value("bridge").orElse("");
        return predefined.addresses() && !bridge.isEmpty() ? HostRoutes.addresses(bridge) : List.of();
    }

    /** 64 hexadecimal digits by chance. */
    String newId() {
        byte[] raw = new byte[32];
        random.nextBytes(raw);
        return HexFormat.of().formatHex(raw);
    }

    /** Decides about subnets among the present networks, apart from the one with that id. */
    PoolPlan plan(String except, Collection<Cidr> hosts) {
        List<Cidr> ours = new ArrayList<>();
        byId.values().stream().filter(n -> !n.record().id().equals(except)).forEach(n -> ours.addAll(n.cidrs()));
        return new PoolPlan(space, ours, hosts);
    }

    /** Keeps a network; it survives a power cut when this returns. */
    LiveNetwork put(NetworkRecord record) {
        byte[] document;
        try {
            document = JSON.writeValueAsBytes(record);
        } catch (JsonProcessingException e) {
            throw ServinException.internal("cannot write the record of network " + record.name() + ": " + e.getMessage(), e);
        }
        LiveNetwork network = new LiveNetwork(record);
        store.durably(c -> c.put(COLLECTION, record.id(), document));
        byId.put(record.id(), network);
        return network;
    }

    void remove(NetworkRecord record) {
        store.durably(c -> c.remove(COLLECTION, record.id()));
        byId.remove(record.id());
    }

    Collection<LiveNetwork> all() {
        return byId.values();
    }

    Optional<LiveNetwork> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The network of a name. INVALID_ARGUMENT if several have it, which clients may ask for. */
    Optional<LiveNetwork> byName(String name) {
        return only(named(name), name, "name", Ambiguity.OF_CONTAINER);
    }

    /** All of a name, in no order. */
    List<LiveNetwork> named(String name) {
        return byId.values().stream().filter(n -> n.name().equals(name)).toList();
    }

    /** By full id, name, or the beginning of an id; in dockerd's words. */
    LiveNetwork find(String ref) {
        return find(ref, Ambiguity.OF_CONTAINER);
    }

    LiveNetwork find(String ref, Ambiguity wording) {
        return byId(ref).or(() -> only(named(ref), ref, "name", wording))
                .or(() -> only(byId.values().stream().filter(n -> n.record().id().startsWith(ref)).toList(), ref, "ID prefix", wording))
                .orElseThrow(() -> ServinException.notFound("network " + ref + " not found"));
    }

    /** Dockerd's ways to say that a reference means several networks. */
    enum Ambiguity {
        OF_CONTAINER("network %2$s is ambiguous (%1$d matches found %4$s)"),
        OF_REMOVAL("network %2$s is ambiguous (%1$d matches found based on %3$s)"),
        OF_INSPECT("%1$d matches found based on %3$s: network %2$s is ambiguous");

        private final String format;

        Ambiguity(String format) {
            this.format = format;
        }
    }

    private static Optional<LiveNetwork> only(List<LiveNetwork> found, String ref, String how, Ambiguity wording) {
        if (found.size() > 1) {
            throw ServinException.invalid(String.format(wording.format, found.size(), ref, how, how.equals("name") ? "on name" : "based on " + how));
        }
        return found.stream().findFirst();
    }

    /** The name of the network that containers without a wish join. */
    String defaultName() {
        return Predefined.hasDefault(settings) ? Predefined.DEFAULT : Predefined.NONE;
    }
}
