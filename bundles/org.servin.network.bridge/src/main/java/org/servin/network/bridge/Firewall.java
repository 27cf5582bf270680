package org.servin.network.bridge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.servin.linux.ErrnoException;
import org.servin.linux.netlink.ConnectionTracking;
import org.servin.linux.netlink.TableChanges;
import org.servin.linux.nftables.Nftables;
import org.servin.linux.nftables.NftablesException;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.PortMapping;
import org.servin.spi.network.Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our nftables table. What there must be is held here too, so that a table that somebody changed, flushed or deleted is put back whole: at once where changes are
 * watched, by the next change of ours in any case. Changes of ours are told apart from others' by reading what the kernel tells of them within the same lock. Thread-safe.
 */
final class Firewall implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Firewall.class);
    private final Nftables nftables = new Nftables();
    private final String table;
    private final RuleText text;
    private TableChanges changes;
    private final Map<String, Bridge> bridges = new LinkedHashMap<>();
    private final Map<String, EndpointSpec> published = new LinkedHashMap<>();

    Firewall(String table) {
        this.table = table;
        text = new RuleText(table);
    }

    /** Readable when somebody, perhaps we, has changed some table of the calling thread's namespace. */
    synchronized int descriptor() {
        return changes().descriptor();
    }

    private TableChanges changes() {
        if (changes == null) {
            changes = new TableChanges(table);
        }
        return changes;
    }

    /** Puts the table back if somebody else has changed it; whether that was so. */
    synchronized boolean mend() {
        boolean changed = changes().count() != 0 && !bridges.isEmpty();
        if (changed) {
            rewrite();
            LOG.warn("somebody changed the nftables table {}; it is as it was", table);
        }
        return changed;
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
            forget(endpoint.ports());
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
            forget(before.ports());
        }
    }

    /** Rules are asked for the first packet of a conversation only, and one of UDP may go on for ever: they begin anew. */
    private static void forget(List<PortMapping> ports) {
        Set<Integer> numbers = ports.stream().filter(p -> p.protocol() == Protocol.UDP).map(PortMapping::hostPort).collect(Collectors.toSet());
        if (!numbers.isEmpty()) {
            try {
                ConnectionTracking.forgetUdp(false, numbers::contains);
                ConnectionTracking.forgetUdp(true, numbers::contains);
            } catch (ErrnoException e) {
                LOG.warn("clients that kept on sending to ports {} may not reach their container: {}", numbers, e.getMessage());
            }
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
        boolean meddled = changes().count() != 0;
        try {
            nftables.run(commands);
            int transactions = changes().count();
            meddled |= transactions > 1 || transactions == TableChanges.UNKNOWN;
        } catch (NftablesException e) {
            meddled = true;
        }
        if (meddled) {
            // somebody changed our table: put back what there must be, which contains this change
            rewrite();
        }
    }

    private void rewrite() {
        try {
            nftables.run(text.whole(bridges.values(), published.values()));
            changes().count();
        } catch (NftablesException e) {
            throw failed(e);
        }
    }

    private static ServinException failed(NftablesException e) {
        return new ServinException(ErrorKind.INTERNAL, "network driver bridge: " + e.getMessage(), e);
    }

    @Override
    public synchronized void close() {
        nftables.close();
        if (changes != null) {
            changes.close();
        }
    }
}
