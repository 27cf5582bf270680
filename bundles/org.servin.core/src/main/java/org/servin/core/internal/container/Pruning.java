package org.servin.core.internal.container;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.core.container.PruneReport;
import org.servin.core.container.RemoveOptions;
import org.servin.core.filter.Filters;
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
    private static final Pattern GO_DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|m|s|us|ns)");
    private final Seams seams;
    private final Removal removal;
    private final AtomicBoolean busy = new AtomicBoolean();

    Pruning(Seams seams, Removal removal) {
        this.seams = seams;
        this.removal = removal;
    }

    PruneReport prune(Filters filters) {
        filters.allow(KEYS);
        long until = until(filters.get("until"));
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

    private long until(List<String> values) {
        if (values.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (values.size() > 1) {
            throw ServinException.invalid("more than one until filter specified");
        }
        return epochNanos(values.get(0));
    }

    /** A Go duration back from now, seconds since 1970, or a date with or without time and zone. */
    private long epochNanos(String text) {
        Matcher parts = GO_DURATION.matcher(text);
        if (GO_DURATION.matcher(text).replaceAll("").isEmpty()) {
            double nanos = 0;
            while (parts.find()) {
                nanos += Double.parseDouble(parts.group(1)) * unit(parts.group(2));
            }
            return seams.time().epochNanos() - (long) nanos;
        }
        if (text.matches("\\d+(\\.\\d+)?")) {
            return (long) (Double.parseDouble(text) * 1e9);
        }
        return nanos(date(text));
    }

    private static double unit(String name) {
        return switch (name) {
            case "h" -> Duration.ofHours(1).toNanos();
            case "m" -> Duration.ofMinutes(1).toNanos();
            case "s" -> 1e9;
            case "ms" -> 1e6;
            case "us" -> 1e3;
            default -> 1;
        };
    }

    private static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }

    private static Instant date(String text) {
        ZoneId zone = ZoneId.systemDefault();
        try {
            if (text.matches(".*T.*(Z|[+-]\\d\\d:\\d\\d)")) {
                return OffsetDateTime.parse(text).toInstant();
            }
            return text.contains("T") ? LocalDateTime.parse(text).atZone(zone).toInstant() : LocalDate.parse(text).atStartOfDay(zone).toInstant();
        } catch (DateTimeException e) {
            throw ServinException.invalid("failed to parse value as time or duration: \"" + text + "\"");
        }
    }
}
