package org.servin.network.bridge;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.servin.spi.network.EndpointSpec;

/** The networks there are to be and who is on them. Thread-safe; who makes or removes bridges holds the monitor, so that nobody mends what is being removed. */
final class Topology {
    private final Map<String, Bridge> bridges = new ConcurrentHashMap<>();
    private final Map<String, EndpointSpec> endpoints = new ConcurrentHashMap<>();

    Collection<Bridge> bridges() {
        return bridges.values();
    }

    Optional<Bridge> bridge(String network) {
        return Optional.ofNullable(bridges.get(network));
    }

    /** The bridge whose link has this index. */
    Optional<Bridge> bridgeOf(int index) {
        return bridges.values().stream().filter(b -> b.index() == index).findFirst();
    }

    void put(Bridge bridge) {
        bridges.put(bridge.spec().id(), bridge);
    }

    Optional<Bridge> remove(String network) {
        return Optional.ofNullable(bridges.remove(network));
    }

    Collection<EndpointSpec> endpoints() {
        return endpoints.values();
    }

    /** The endpoint whose link on this side has this name. */
    Optional<EndpointSpec> endpoint(String link) {
        return Optional.ofNullable(endpoints.get(link));
    }

    void put(EndpointSpec endpoint) {
        endpoints.put(BridgeLinks.linkOf(endpoint.id()), endpoint);
    }

    void removeEndpoint(String id) {
        endpoints.remove(BridgeLinks.linkOf(id));
    }

    /** There is exactly this now. */
    void replace(Collection<Bridge> allBridges, List<EndpointSpec> living) {
        set(bridges, allBridges, b -> b.spec().id());
        set(endpoints, living, e -> BridgeLinks.linkOf(e.id()));
    }

    private static <T> void set(Map<String, T> map, Collection<T> values, Function<T, String> key) {
        map.keySet().retainAll(values.stream().map(key).collect(Collectors.toSet()));
        values.forEach(v -> map.put(key.apply(v), v));
    }
}
