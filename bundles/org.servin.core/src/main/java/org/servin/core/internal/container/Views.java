package org.servin.core.internal.container;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.core.container.ContainerState;
import org.servin.core.container.ContainerView;
import org.servin.core.container.ContainerView.Sizes;
import org.servin.core.container.HostConfig;
import org.servin.core.container.NetworkView;
import org.servin.image.Image;
import org.servin.core.stream.LogDeliveryState;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogTarget;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.storage.WorkspaceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows containers as they are at one moment. A driver that is away leaves its part of the view empty. */
final class Views {
    private static final Logger LOG = LoggerFactory.getLogger(Views.class);
    private final Seams seams;

    Views(Seams seams) {
        this.seams = seams;
    }

    /** Everything. */
    ContainerView full(Container container, boolean size) {
        ContainerRecord record = container.record();
        Map<String, String> details = seams.drivers().leaseNow(DriverKind.STORAGE, record.storageDriver(), StorageDriver.class).map(lease -> {
            try (lease) {
                return lease.driver().details(new WorkspaceId(record.id()));
            }
        }).orElse(Map.of());
        LogTarget target = seams.table().logTarget(record);
        Optional<Path> log = seams.output().path(target, seams.table().logDriver(record));
        List<LogDeliveryState> deliveries = seams.output().deliveries(target, seams.table().logDriver(record));
        return view(container, record, details, log, deliveries, size ? Optional.of(seams.table().withFiles(record.id(), () -> sizes(record))) : Optional.empty(), List.of());
    }

    /** Without what drivers would have to be asked. */
    ContainerView brief(Container container, boolean size, Collection<String> linkNames) {
        ContainerRecord record = container.record();
        return view(container, record, Map.of(), Optional.empty(), List.of(), size ? sizesUnlessGone(record) : Optional.empty(), List.copyOf(linkNames));
    }

    /** A list does not fail for one that is removed meanwhile. */
    private Optional<Sizes> sizesUnlessGone(ContainerRecord record) {
        try {
            return Optional.of(seams.table().withFiles(record.id(), () -> sizes(record)));
        } catch (ServinException failure) {
            if (failure.kind() != ErrorKind.NOT_FOUND) {
                throw failure;
            }
            return Optional.empty();
        }
    }

    private ContainerView view(Container container, ContainerRecord record, Map<String, String> details, Optional<Path> log,
            List<LogDeliveryState> deliveries, Optional<Sizes> sizes, List<String> linkNames) {
        List<String> command = record.command();
        NetworkView network = record.state().status().isAlive() && record.network() != null ? record.network() : idle(record);
        return new ContainerView(record.id(), record.name(), instant(record.created()), command.isEmpty() ? "" : command.get(0),
                command.isEmpty() ? List.of() : command.subList(1, command.size()), record.imageId(), record.config(), shown(record), state(container, record),
                record.restarts().count(), network, record.mounts(), List.copyOf(container.execs()), "linux", record.storageDriver(), details,
                seams.table().folder(record.id()), log, deliveries, sizes, linkNames);
    }

    private HostConfig shown(ContainerRecord record) {
        return record.host().wiring().links() == null ? record.host() : Configs.withLinks(record.host(), seams.networking().shownLinks(seams.table().subject(record)));
    }

    private NetworkView idle(ContainerRecord record) {
        NetworkView idle = seams.networking().idle(seams.table().subject(record));
        NetworkView last = record.network();
        return last == null ? idle : new NetworkView(last.sandboxId(), last.sandboxKey(), idle.ports(), idle.endpoints());
    }

    private static ContainerState state(Container container, ContainerRecord record) {
        ContainerRecord.State state = record.state();
        int pid = state.status().isAlive() ? state.pid() : 0;
        return new ContainerState(state.status(), pid, state.exitCode(), state.error(), state.oomKilled(), time(state.startedAt()), time(state.finishedAt()),
                container.health());
    }

    private static Optional<Instant> time(long epochNanos) {
        return epochNanos == 0 ? Optional.empty() : Optional.of(instant(epochNanos));
    }

    private static Instant instant(long epochNanos) {
        return Instant.ofEpochSecond(Math.floorDiv(epochNanos, 1_000_000_000L), Math.floorMod(epochNanos, 1_000_000_000L));
    }

    private Sizes sizes(ContainerRecord record) {
        long image = record.imageId().isEmpty() ? 0 : seams.images().find(record.imageId()).map(Image::size).orElse(0L);
        try (Lease<StorageDriver> storage = seams.storage().storage()) {
            long own = storage.driver().size(new WorkspaceId(record.id()));
            return new Sizes(own, own + image);
        } catch (ServinException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            LOG.debug("container {} has no files any more", record.id(), e); // it is being removed
            return new Sizes(0, image);
        }
    }
}
