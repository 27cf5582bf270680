package org.servin.image.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.servin.image.ImageId;
import org.servin.image.ImageUsers;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.layer.LayerCheck;
import org.servin.image.internal.layer.Layers;
import org.servin.image.internal.manifest.ImageConfig;
import org.servin.image.internal.manifest.Platform;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.state.ImageRecord;
import org.servin.image.internal.state.ImageTable;
import org.servin.image.internal.state.LayerRecord;
import org.servin.linux.ErrnoException;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;

/** Says what is wrong with a part of an image, and has it again. Thread-safe. */
final class Mending {
    private final Blobs blobs;
    private final Layers layers;
    private final LayerCheck check;
    private final ImageTable table;
    private final Holds holds;
    private final Supplier<List<ImageUsers.User>> users;
    private final BiConsumer<ImageReference, Platform> puller;

    /** Something that an image needs. */
    sealed interface Part {
        /** For people. */
        String name();
    }

    /** A file of the content store. */
    record Content(String digest) implements Part {
        @Override
        public String name() {
            return "content " + digest;
        }
    }

    /** A layer's files at the storage driver. */
    record Unpacked(Optional<LayerId> parent, LayerRecord layer) implements Part {
        @Override
        public String name() {
            return "unpacked layer " + layer.chainId();
        }
    }

    /**
     * Mends in these.
     *
     * @param users who runs on images now
     * @param puller fetches an image by its digest
     */
    Mending(Blobs blobs, Layers layers, LayerCheck check, ImageTable table, Holds holds, Supplier<List<ImageUsers.User>> users, BiConsumer<ImageReference, Platform> puller) {
        this.blobs = blobs;
        this.layers = layers;
        this.check = check;
        this.table = table;
        this.holds = holds;
        this.users = users;
        this.puller = puller;
    }

    /** What is wrong with it; empty if nothing is. */
    Optional<String> problem(Part part) {
        try {
            return part instanceof Unpacked unpacked ? problem(unpacked) : blobs.problem(((Content) part).digest());
        } catch (IOException e) {
            return Optional.of("cannot be read: " + e.getMessage());
        }
    }

    private Optional<String> problem(Unpacked part) throws IOException {
        if (!layers.has(part.layer.id())) {
            return Optional.of("the storage driver does not have it");
        }
        return isCompared(part) ? check.problem(part.parent, part.layer) : Optional.empty();
    }

    /** Whether it is a layer that can be compared with its archive: the driver lets it be, and the archive is there. */
    boolean isCompared(Part part) {
        return part instanceof Unpacked unpacked && check.isPossible() && blobs.has(unpacked.layer.blob().digest());
    }

    /** Tries to have it again; why that cannot be, or empty. */
    Optional<String> mend(Part part, Set<ImageRecord> owners) {
        try {
            if (part instanceof Unpacked unpacked) {
                return replace(unpacked);
            }
            discard(((Content) part).digest());
            return owners.stream().map(this::complete).flatMap(Optional::stream).findFirst();
        } catch (ServinException | IOException | ErrnoException e) {
            if (e instanceof ServinException known && known.kind() == ErrorKind.CANCELLED) {
                throw known;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Only content that is wrong is thrown away, which another may have had again by now: what reads it then says that it is missing, which is the same but clear. */
    private void discard(String digest) throws IOException {
        if (blobs.has(digest) && blobs.problem(digest).isPresent()) {
            blobs.remove(digest);
        }
    }

    /** Has all of an image's content again. */
    private Optional<String> complete(ImageRecord image) {
        try (Holds.Hold hold = holds.hold()) {
            if (hold.claim(image.id()).isEmpty()) {
                return Optional.empty();
            }
            ImageConfig config = table.config(image.id()).orElseThrow();
            blobs.put(config.bytes()); // that is in memory
            blobs.sync(List.of(image.id()));
            if (image.blobs().allMatch(blobs::has)) {
                return Optional.empty();
            }
            Optional<ImageReference> digest = table.referencesTo(image.id()).stream().filter(ImageReference::isDigest).findFirst();
            digest.ifPresent(reference -> puller.accept(reference, config.platform()));
            return digest.isPresent() ? Optional.empty() : Optional.of("the image came from no registry: load or build it again");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> replace(Unpacked part) throws IOException {
        if (!layers.has(part.layer.id())) {
            layers.restore(part.parent, part.layer);
            return Optional.empty();
        }
        List<String> running = runningOn(part.layer.id());
        if (!running.isEmpty()) {
            return Optional.of("containers run on it, stop them first: " + String.join(", ", running));
        }
        check.replace(part.parent, part.layer);
        return Optional.empty();
    }

    private List<String> runningOn(LayerId layer) {
        return users.get().stream().filter(ImageUsers.User::running).filter(user -> has(user.image(), layer)).map(user -> user.containerId().substring(0, 12)).toList();
    }

    private boolean has(ImageId image, LayerId layer) {
        return table.record(image.value()).map(ImageRecord::layers).orElse(List.of()).stream().anyMatch(l -> l.id().equals(layer));
    }
}
