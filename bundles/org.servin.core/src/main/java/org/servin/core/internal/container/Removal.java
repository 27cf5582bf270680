package org.servin.core.internal.container;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.servin.core.container.RemoveOptions;
import org.servin.core.container.Status;
import org.servin.core.container.WaitResult;
import org.servin.spi.ErrorKind;
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
    /** By the container's own wish: with its anonymous volumes. */
    private static final RemoveOptions AUTOMATIC = new RemoveOptions(false, true, false);
    private final Seams seams;
    private final Stopping stopping;

    Removal(Seams seams, Stopping stopping) {
        this.seams = seams;
        this.stopping = stopping;
    }

    void remove(String ref, RemoveOptions options) {
        remove(seams.table().find(ref), ref, options, true);
    }

    /** Removes by the container's own wish, with its anonymous volumes, unless somebody does so already. */
    void removeAutomatically(Container container) {
        try {
            remove(container, container.id(), AUTOMATIC, false);
        } catch (ServinException failure) {
            if (failure.kind() != ErrorKind.CONFLICT && failure.kind() != ErrorKind.NOT_FOUND) {
                LOG.warn("container {} could not be removed: {}", container.id(), failure.getMessage());
            }
        }
    }

    private void remove(Container container, String ref, RemoveOptions options, boolean asked) {
        if (!container.claimRemoval()) {
            throw container.removed().isDone() ? Wording.noSuchContainer(ref) : Wording.removing(ref);
        }
        boolean done = false;
        try {
            seams.actions().container("delete", () -> endAndDelete(container, options, asked));
            done = true;
        } finally {
            if (!done) {
                container.releaseRemoval();
            }
        }
    }

    private void endAndDelete(Container container, RemoveOptions options, boolean asked) {
        end(container, options.force());
        container.lock.lock();
        try {
            if (container.isActive()) { // started by another client meanwhile
                throw Wording.removeAlive(container.status().text(), container.id());
            }
            delete(container, options.volumes(), asked);
        } finally {
            container.lock.unlock();
        }
    }

    private void end(Container container, boolean force) {
        if (container.isActive()) {
            if (!force) {
                throw Wording.removeAlive(container.status().text(), container.id());
            }
            stopping.kill(container);
        }
    }

    private void delete(Container container, boolean volumes, boolean asked) {
        ContainerRecord record = container.record();
        int code = record.state().exitCode();
        CompletionStage<Void> said;
        try (Lease<StorageDriver> storage = seams.storage().storage()) { // had before anything is lost
            container.change(r -> r.with(r.state().with(Status.REMOVING)), r -> { });
            seams.table().forget(container);
            storage.driver().removeWorkspace(new WorkspaceId(record.id()));
            seams.mounts().forget(record.id(), record.host(), record.mounts(), volumes);
            said = seams.output().remove(seams.table().logTarget(record), seams.table().logDriver(record), asked);
        } catch (RuntimeException failure) {
            if (container.status() == Status.REMOVING) {
                container.change(r -> r.with(r.state().with(Status.DEAD)), r -> { });
                LOG.warn("container {} is left dead: {}", record.id(), failure.getMessage());
            }
            throw failure;
        }
        // nobody waits for that; if the engine dies before, the next one finds folders without a record
        seams.time().soon(() -> Folders.delete(seams.table().runFolder(record.id())));
        said.thenRun(() -> seams.time().soon(() -> Folders.delete(seams.table().folder(record.id()))));
        seams.table().remove(container);
        seams.table().events().publish(record, "destroy");
        container.tellRemoved(new WaitResult(code, Optional.empty()));
    }
}
