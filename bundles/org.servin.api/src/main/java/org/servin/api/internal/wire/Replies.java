package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import java.util.Optional;
import org.servin.core.container.PruneReport;
import org.servin.core.container.WaitResult;
import org.servin.image.Removed;

/** The answers that are too small for a file each. An empty list is null where dockerd's is. */
public final class Replies {
    private Replies() { }

    /** {@code POST /containers/create}. */
    public record ContainerCreated(String id, List<String> warnings) { }

    /** Something was made. */
    public record Id(String id) { }

    /** {@code POST /containers/{id}/update}. */
    public record Warnings(List<String> warnings) { }

    /** {@code POST /networks/create}. */
    public record NetworkCreated(String id, String warning) { }

    /** {@code GET /volumes}. */
    public record VolumeList(List<VolumeDocument> volumes, List<String> warnings) { }

    /** {@code POST /containers/prune}. */
    public record ContainersPruned(List<String> containersDeleted, long spaceReclaimed) {
        /** A report. */
        public static ContainersPruned of(PruneReport r) {
            return new ContainersPruned(nullIfEmpty(r.deleted()), r.spaceReclaimed());
        }
    }

    /** {@code POST /volumes/prune}. */
    public record VolumesPruned(List<String> volumesDeleted, long spaceReclaimed) { }

    /** {@code POST /networks/prune}. */
    public record NetworksPruned(List<String> networksDeleted) { }

    /** {@code POST /images/prune}. */
    public record ImagesPruned(List<ImageRemoved> imagesDeleted, long spaceReclaimed) { }

    /** {@code POST /build/prune}. */
    public record CachesPruned(List<String> cachesDeleted, long spaceReclaimed) { }

    /** One step of removing images. */
    public record ImageRemoved(@JsonInclude(Include.NON_EMPTY) String untagged, @JsonInclude(Include.NON_EMPTY) String deleted) {
        /** All steps. */
        public static List<ImageRemoved> all(List<Removed> steps) {
            return steps.stream().map(r -> new ImageRemoved(r.untagged(), r.deleted())).toList();
        }
    }

    /** {@code POST /containers/{id}/wait}. */
    public record Waited(WaitError error, int statusCode) {
        /** How it ended. */
        public static Waited of(WaitResult r) {
            Optional<WaitError> e = r.error().map(WaitError::new);
            return new Waited(e.orElse(null), r.statusCode());
        }
    }

    /** Why a container did not start or could not be removed. */
    public record WaitError(String message) { }

    /** {@code GET /containers/{id}/changes}: one change. */
    public record FileChange(String path, int kind) { }

    /** {@code GET /containers/{id}/top}. */
    public record Processes(List<List<String>> processes, List<String> titles) { }

    /** {@code POST /auth}. */
    public record LoggedIn(String identityToken, String status) { }

    /** An empty list as null. */
    public static <T> List<T> nullIfEmpty(List<T> list) {
        return list.isEmpty() ? null : list;
    }
}
