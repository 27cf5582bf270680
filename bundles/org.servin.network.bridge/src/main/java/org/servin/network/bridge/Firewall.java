package org.servin.network.bridge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.servin.linux.nftables.Nftables;
import org.servin.linux.nftables.NftablesException;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.EndpointSpec;

/**
 * Our nftables table. What there must be is held here too, so that a table that somebody flushed or deleted is put back whole by the next change. Thread-safe.
 */
final class Firewall implements AutoCloseable {
    private final Nftables nftables = new Nftables();
    private final RuleText text;
    private final Map<String, Bridge> bridges = new LinkedHashMap<>();
    private final Map<String, EndpointSpec> published = new LinkedHashMap<>();

    Firewall(String table) {
        text = new RuleText(table);
    }

    /** Puts the whole table in place, in one transaction. */
    synchronized void replace(List<Bridge> allBridges, List<EndpointSpec> endpoints) {
        bridges.clear();
        published.clear();
        allBridges.forEach(b -> bridges.put(b.spec().id(), b));
        endpoints.stream().filter(e -> !e.ports().isEmpty()).forEach(e -> published.put(e.id(), e));
        rewrite();
    }

    synchronized void add(Bridge bridge) {
        boolean first = bridges.isEmpty();
        bridges.put(bridge.spec().id(), bridge);
        try {
            if (first) {
                rewrite();
            } else {
                change(text.add(bridge));
            }
        } catch (ServinException e) {
            bridges.remove(bridge.spec().id());
            throw e;
        }
    }

    synchronized void remove(Bridge bridge) {
        if (bridges.remove(bridge.spec().id()) != null) {
            change(text.remove(bridge));
        }
    }

    /** Publishes exactly these ports of an endpoint. */
    synchronized void publish(EndpointSpec endpoint) {
        EndpointSpec before = endpoint.ports().isEmpty() ? published.remove(endpoint.id()) : published.put(endpoint.id(), endpoint);
        String commands = (before == null ? "" : text.withdraw(before)) + text.publish(endpoint);
        try {
            change(commands);
        } catch (ServinException e) {
            if (before == null) {
                published.remove(endpoint.id());
            } else {
                published.put(endpoint.id(), before);
            }
            throw e;
        }
    }

    synchronized void withdraw(String endpoint) {
        EndpointSpec before = published.remove(endpoint);
        if (before != null) {
            change(text.withdraw(before));
        }
    }

    /** The links in a set of the table in the kernel; none if it is not there. */
    synchronized List<String> inKernel(String set) {
        try {
            return RuleText.linksOf(nftables.list(text.list(set)));
        } catch (NftablesException e) {
            if (e.isAbsent()) {
                return List.of();
            }
            throw failed(e);
        }
    }

    private void change(String commands) {
        if (commands.isEmpty()) {
            return;
        }
        try {
            nftables.run(commands);
        } catch (NftablesException e) {
            // somebody changed our table: put back what there must be, which contains this change
            rewrite();
        }
    }

    private void rewrite() {
        try {
            nftables.run(text.whole(bridges.values(), published.values()));
        } catch (NftablesException e) {
            throw failed(e);
        }
    }

    private static ServinException failed(NftablesException e) {
        return new ServinException(ErrorKind.INTERNAL, "network driver bridge: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        nftables.close();
    }
}
