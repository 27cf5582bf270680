package org.servin.core.internal.container;

import java.util.Optional;
import org.servin.core.container.RemoveOptions;
import org.servin.core.container.Status;
import org.servin.core.container.WaitResult;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.storage.WorkspaceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes containers. The record goes first: what a crash leaves behind of the rest has no record and is removed at the next start of the engine.
 */
final class Removal {
    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);
    private final Seams seams;
    private final Stopping stopping;

    Removal(Seams seams, Stopping stopping) {
        this.seams = seams;
        this.stopping = stopping;
    }

    void remove(String ref, RemoveOptions options) {
        Container container = seams.table().find(ref);
        if (options.link()) {
            throw ServinException.invalid("Conflict, cannot remove the default name of the container");
        }
        if (container.isActive()) {
            if (!options.force()) {
                throw Wording.removeAlive(container.status().text(), container.id());
            }
            stopping.kill(container);
        }
        remove(container, ref, options.volumes());
    }

    /** Removes by the container's own wish, with its anonymous volumes. */
    void removeAutomatically(Container container) {
        try {
            remove(container, container.id(), true);
        } catch (ServinException failure) {
            LOG.warn("container {} could not be removed: {}", container.id(), failure.getMessage());
        }
    }

    private void remove(Container container, String ref, boolean volumes) {
        if (container.status() == Status.REMOVING) {
            throw Wording.removing(ref);
        }
        container.lock.lock();
        try {
            check(container, ref);
            delete(container, volumes);
        } finally {
            container.lock.unlock();
        }
    }

    private void check(Container container, String ref) {
        if (container.removed().isDone() && container.status() != Status.DEAD) {
            throw Wording.noSuchContainer(ref);
        }
        if (container.status() == Status.REMOVING) {
            throw Wording.removing(ref);
        }
        if (container.isActive()) { // started by another client meanwhile
            throw Wording.removeAlive(container.status().text(), container.id());
        }
    }

    private void delete(Container container, boolean volumes) {
        ContainerRecord record = container.record();
        int code = record.state().exitCode();
        try (Lease<StorageDriver> storage = seams.storage().storage()) { // had before anything is lost
            container.change(r -> r.with(r.state().with(Status.REMOVING)), r -> { });
            seams.table().forget(container);
            storage.driver().removeWorkspace(new WorkspaceId(record.id()));
            seams.mounts().forget(record.id(), record.mounts(), volumes);
            seams.output().remove(seams.table().logTarget(record), seams.table().logDriver(record));
        } catch (RuntimeException failure) {
            if (container.status() == Status.REMOVING) {
                container.change(r -> r.with(r.state().with(Status.DEAD)), r -> { });
                LOG.warn("container {} is left dead: {}", record.id(), failure.getMessage());
            }
            throw failure;
        }
        seams.time().soon(() -> { // nobody waits for that; if the engine dies before, the next one finds folders without a record
            Folders.delete(seams.table().folder(record.id()));
            Folders.delete(seams.table().runFolder(record.id()));
        });
        seams.table().remove(container);
        seams.table().events().publish(record, "destroy");
        container.tellRemoved(new WaitResult(code, Optional.empty()));
    }
}
