package org.servin.core.internal.container;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.servin.core.container.PruneReport;
import org.servin.core.container.RemoveOptions;
import org.servin.core.filter.Filters;
import org.servin.core.filter.PointInTime;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.storage.WorkspaceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes all containers that do not run. */
final class Pruning {
    private static final Logger LOG = LoggerFactory.getLogger(Pruning.class);
    private static final Set<String> KEYS = Set.of("label", "label!", "until");
    private final Seams seams;
    private final Removal removal;
    private final AtomicBoolean busy = new AtomicBoolean();

    Pruning(Seams seams, Removal removal) {
        this.seams = seams;
        this.removal = removal;
    }

    PruneReport prune(Filters filters) {
        filters.allow(KEYS);
        long until = PointInTime.nanos(PointInTime.until(filters, Instant.ofEpochSecond(0, seams.time().epochNanos())));
        if (!busy.compareAndSet(false, true)) {
            throw ServinException.conflict("a prune operation is already running");
        }
        try {
            return prune(filters, until);
        } finally {
            busy.set(false);
        }
    }

    private PruneReport prune(Filters filters, long until) {
        List<String> deleted = new ArrayList<>();
        long freed = 0;
        for (Container container : seams.table().all()) {
            ContainerRecord record = container.record();
            if (!container.isActive() && record.created() <= until && filters.matchesLabels(record.labels())) {
                try {
                    long size = size(record.id());
                    removal.remove(record.id(), new RemoveOptions(false, false, false));
                    deleted.add(record.id());
                    freed += size;
                } catch (ServinException failure) {
                    LOG.warn("container {} could not be pruned: {}", record.id(), failure.getMessage());
                }
            }
        }
        seams.table().events().pruned(Map.of("reclaimed", Long.toString(freed)));
        return new PruneReport(deleted, freed);
    }

    private long size(String id) {
        try (Lease<StorageDriver> storage = seams.storage().storage()) {
            return storage.driver().size(new WorkspaceId(id));
        }
    }
}
