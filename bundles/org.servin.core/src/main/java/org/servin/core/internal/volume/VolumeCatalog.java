package org.servin.core.internal.volume;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.servin.core.container.PruneReport;
import org.servin.core.driver.Drivers;
import org.servin.core.event.Events;
import org.servin.core.filter.Filters;
import org.servin.core.volume.VolumeInfo;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.volume.VolumeDriver;
import org.servin.spi.volume.VolumeSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, finds and removes volumes, through their drivers, in dockerd's words. */
final class VolumeCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeCatalog.class);
    private static final Set<String> LIST_FILTERS = Set.of("dangling", "name", "driver", "label");
    private static final Set<String> PRUNE_FILTERS = Set.of("label", "label!");
    private final Drivers drivers;
    private final Events events;
    private final VolumeTable table;
    private final Owner owner;
    private final SecureRandom random = new SecureRandom();
    private final NameLocks locks = new NameLocks();

    VolumeCatalog(Drivers drivers, Events events, VolumeTable table, Owner owner) {
        this.drivers = drivers;
        this.events = events;
        this.table = table;
        this.owner = owner;
    }

    /** What a container or a client wants. Name and driver may be empty. */
    record Wish(String name, String driver, Optional<Map<String, String>> options, Optional<Map<String, String>> labels, Optional<String> container) { }

    /** A volume, and whether it was made just now. */
    record Outcome(VolumeRecord record, boolean made) { }

    /** Makes the volume or finds it. A container that it is for refers to it from the same moment, so that no prune comes between. */
    Outcome create(Wish wish) {
        String name = wish.name().isEmpty() ? randomName() : wish.name();
        return locks.with(name, () -> {
            Outcome outcome = createLocked(name, wish);
            events.publish("volume", "create", name, Map.of("driver", outcome.record().driver())); // told of each wish, as dockerd does
            wish.container().ifPresent(id -> table.refer(name, id));
            return outcome;
        });
    }

    private Outcome createLocked(String name, Wish wish) {
        Optional<VolumeRecord> there = table.find(name);
        // One that is there serves every wish that names no driver.
        if (there.isPresent() && wish.driver().isEmpty()) {
            return new Outcome(there.get(), false);
        }
        String driver = wish.driver().isEmpty() ? drivers.preferred(DriverKind.VOLUME) : wish.driver();
        requireKnown("create " + name, driver);
        if (there.isPresent()) {
            if (!there.get().driver().equals(driver)) {
                throw ServinException.conflict("create " + name + ": conflict: volume name must be unique");
            }
            return new Outcome(there.get(), false);
        }
        return new Outcome(make(name, driver, wish), true);
    }

    private VolumeRecord make(String name, String driver, Wish wish) {
        try (Lease<VolumeDriver> lease = drivers.lease(DriverKind.VOLUME, driver, VolumeDriver.class)) {
            org.servin.spi.volume.VolumeInfo info = lease.driver().create(new VolumeSpec(name, wish.options().orElse(Map.of()), owner));
            boolean anonymous = wish.name().isEmpty() && wish.container().isPresent();
            VolumeRecord record = new VolumeRecord(name, driver, info.mountpoint().toString(), now(), wish.labels().orElse(null), wish.options().orElse(null), anonymous);
            try {
                return table.add(record);
            } catch (ServinException e) {
                lease.driver().remove(name);
                throw e;
            }
        } catch (ServinException e) {
            throw new ServinException(e.kind(), "create " + name + ": " + e.getMessage(), e);
        }
    }

    private void requireKnown(String what, String driver) {
        if (!drivers.known(DriverKind.VOLUME, driver)) {
            throw ServinException.notFound(what + ": error looking up volume plugin " + driver + ": plugin \"" + driver + "\" not found");
        }
    }

    private String randomName() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    VolumeInfo inspect(String name) {
        return info(existing(name));
    }

    private VolumeRecord existing(String name) {
        return table.find(name).orElseThrow(() -> ServinException.notFound("get " + name + ": no such volume"));
    }

    private VolumeInfo info(VolumeRecord r) {
        Instant created = Instant.ofEpochSecond(0, r.createdEpochNanos());
        return new VolumeInfo(r.name(), r.driver(), Path.of(r.mountpoint()), created, Optional.ofNullable(r.labels()), Optional.ofNullable(r.options()), table.users(r.name()));
    }

    List<VolumeInfo> list(Filters filters) {
        filters.allow(LIST_FILTERS);
        Optional<Boolean> dangling = filters.flagOrNumber("dangling");
        List<Pattern> names = filters.get("name").stream().map(VolumeCatalog::pattern).toList();
        return table.all().stream()
                .filter(r -> names.isEmpty() || names.stream().anyMatch(p -> p.matcher(r.name()).find()))
                .filter(r -> filters.any("driver", r.driver()::equals))
                .filter(r -> filters.matchesLabels(r.labels() == null ? Map.of() : r.labels()))
                .filter(r -> dangling.isEmpty() || dangling.get() == table.users(r.name()).isEmpty())
                .map(this::info).toList();
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            return Pattern.compile(Pattern.quote(text));
        }
    }

    void remove(String name, boolean force) {
        locks.with(name, () -> {
            Optional<VolumeRecord> record = table.find(name);
            if (record.isEmpty() && force) {
                return null;
            }
            Set<String> users = table.users(existing(name).name());
            if (!users.isEmpty()) {
                throw new ServinException(ErrorKind.IN_USE, "remove " + name + ": volume is in use - [" + String.join(", ", users) + "]");
            }
            delete(record.get());
            return null;
        });
    }

    private void delete(VolumeRecord record) {
        requireKnown("remove " + record.name(), record.driver());
        try (Lease<VolumeDriver> lease = drivers.lease(DriverKind.VOLUME, record.driver(), VolumeDriver.class)) {
            lease.driver().remove(record.name());
        } catch (ServinException e) {
            throw new ServinException(e.kind(), "remove " + record.name() + ": " + e.getMessage(), e);
        }
        table.remove(record.name());
        events.publish("volume", "destroy", record.name(), Map.of("driver", record.driver()));
    }

    /** Removes a volume if nobody refers to it. Whether it did. */
    boolean removeUnused(String name) {
        return locks.with(name, () -> {
            Optional<VolumeRecord> record = table.find(name);
            if (record.isEmpty() || !table.users(name).isEmpty()) {
                return false;
            }
            delete(record.get());
            return true;
        });
    }

    PruneReport prune(Filters filters) {
        filters.allow(PRUNE_FILTERS);
        String driver = drivers.preferred(DriverKind.VOLUME);
        List<String> deleted = new ArrayList<>();
        long space = 0;
        for (VolumeRecord record : table.all()) {
            if (mayBePruned(record, driver) && filters.matchesLabels(record.labels() == null ? Map.of() : record.labels())) {
                try {
                    long size = usage(record).orElse(0);
                    if (removeUnused(record.name())) {
                        deleted.add(record.name());
                        space += size;
                    }
                } catch (ServinException e) {
                    // One that cannot go does not keep the others.
                    LOG.warn("cannot prune volume {}: {}", record.name(), e.getMessage());
                }
            }
        }
        events.publish("volume", "prune", "", Map.of("reclaimed", Long.toString(space)));
        return new PruneReport(deleted, space);
    }

    /** As in dockerd, whoever gave options, or chose a driver, is to remove the volume himself: it is somewhere else, or was made with care. */
    private boolean mayBePruned(VolumeRecord record, String driver) {
        return record.driver().equals(driver) && !hasOptions(record) && table.users(record.name()).isEmpty();
    }

    OptionalLong usage(String name) {
        return usage(existing(name));
    }

    private OptionalLong usage(VolumeRecord record) {
        return drivers.leaseNow(DriverKind.VOLUME, record.driver(), VolumeDriver.class).map(lease -> {
            try (lease) {
                return lease.driver().usage(record.name());
            }
        }).orElse(OptionalLong.empty());
    }

    /** Takes in volumes that a driver has and we do not know: of an earlier engine, or made beside us. */
    void adopt(String driver) {
        Set<String> known = new HashSet<>();
        table.all().forEach(r -> known.add(r.name()));
        drivers.leaseNow(DriverKind.VOLUME, driver, VolumeDriver.class).ifPresent(lease -> {
            try (lease) {
                for (org.servin.spi.volume.VolumeInfo info : lease.driver().list()) {
                    if (!known.contains(info.name())) {
                        table.add(new VolumeRecord(info.name(), driver, info.mountpoint().toString(), now(), null, null, false));
                    }
                }
            }
        });
    }

    private static boolean hasOptions(VolumeRecord record) {
        return record.options() != null && !record.options().isEmpty();
    }

    /** Whether a volume was made with options of its driver. */
    boolean hasOptions(String name) {
        return hasOptions(existing(name));
    }

    /**
     * Forgets volumes that a driver has no longer, and that no container refers to: of an engine that was killed while it removed them. All containers
     * must have been told of.
     *
     * @return the names of those that the driver has
     */
    List<String> forgetLost(String driver) {
        return drivers.leaseNow(DriverKind.VOLUME, driver, VolumeDriver.class).map(lease -> {
            try (lease) {
                table.all().stream().filter(r -> r.driver().equals(driver)).forEach(r -> forgetIfLost(r.name(), lease.driver()));
                return lease.driver().list().stream().map(org.servin.spi.volume.VolumeInfo::name).toList();
            }
        }).orElse(List.of());
    }

    private void forgetIfLost(String name, VolumeDriver driver) {
        locks.with(name, () -> {
            if (driver.find(name).isEmpty() && table.users(name).isEmpty()) {
                table.remove(name);
                LOG.info("forgot volume {}, of which nothing is there", name);
            }
            return null;
        });
    }
}
