package org.servin.image.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.servin.image.Image;
import org.servin.image.StoreCheck.Damage;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.layer.Layers;
import org.servin.image.internal.manifest.ImageConfig;
import org.servin.image.internal.manifest.Platform;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.state.ImageRecord;
import org.servin.image.internal.state.ImageTable;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One walk over all images' content and layers. Used by one thread; holds every image while it looks at it. */
final class Scrub {
    private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);
    private final Blobs blobs;
    private final Layers layers;
    private final ImageTable table;
    private final Holds holds;
    private final BiConsumer<ImageReference, Platform> puller;
    /** What was looked at, with what is wrong with it; empty for nothing. */
    private final Map<String, Optional<String>> contents = new HashMap<>();
    private final Map<Part, Set<ImageRecord>> damaged = new LinkedHashMap<>();

    /** Something an image needs: content, or a layer at the storage driver by its chain id. */
    private record Part(boolean layer, String digest) { }

    /** Walks over these; {@code puller} fetches an image by its digest. */
    Scrub(Blobs blobs, Layers layers, ImageTable table, Holds holds, BiConsumer<ImageReference, Platform> puller) {
        this.blobs = blobs;
        this.layers = layers;
        this.table = table;
        this.holds = holds;
        this.puller = puller;
    }

    List<Damage> run(boolean repair, Consumer<String> progress) {
        for (ImageRecord image : table.records()) {
            try (Holds.Hold hold = holds.hold()) {
                if (hold.claim(image.id()).isPresent()) {
                    progress.accept(name(image));
                    look(image);
                }
            }
        }
        Map<Part, String> problems = new HashMap<>();
        damaged.keySet().forEach(part -> problems.put(part, problem(part).orElse("")));
        if (repair) {
            damaged.keySet().stream().filter(part -> !part.layer).forEach(part -> discard(part.digest));
            damaged.values().stream().flatMap(Set::stream).distinct().forEach(this::repair);
            contents.clear();
        }
        List<Damage> found = new ArrayList<>();
        damaged.forEach((part, images) -> found.add(new Damage((part.layer ? "unpacked layer " : "content ") + part.digest,
                images.stream().map(this::name).toList(), problems.get(part), repair && problem(part).isEmpty())));
        return found;
    }

    private void look(ImageRecord image) {
        image.blobs().forEach(digest -> look(new Part(false, digest), image));
        image.layers().forEach(layer -> look(new Part(true, layer.chainId()), image));
    }

    private void look(Part part, ImageRecord image) {
        if (problem(part).isPresent()) {
            damaged.computeIfAbsent(part, p -> new LinkedHashSet<>()).add(image);
        }
    }

    private Optional<String> problem(Part part) {
        if (part.layer) {
            return layers.has(new LayerId(Digests.hex(part.digest))) ? Optional.empty() : Optional.of("the storage driver does not have it");
        }
        return contents.computeIfAbsent(part.digest, digest -> {
            try {
                return blobs.problem(digest);
            } catch (IOException e) {
                return Optional.of("cannot be read: " + e.getMessage());
            }
        });
    }

    private String name(ImageRecord image) {
        return table.find(image.id()).map(Image::tags).filter(tags -> !tags.isEmpty()).map(tags -> tags.get(0)).orElse(image.id());
    }

    /** Only content that is wrong is thrown away: what reads it then says that it is missing, which is the same but clear. */
    private void discard(String what) {
        try {
            blobs.remove(what);
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + what, e);
        }
    }

    private void repair(ImageRecord image) {
        try (Holds.Hold hold = holds.hold()) {
            if (hold.claim(image.id()).isEmpty()) {
                return;
            }
            ImageConfig config = table.config(image.id()).orElseThrow();
            blobs.put(config.bytes()); // that is in memory
            blobs.sync(List.of(image.id()));
            if (!image.blobs().allMatch(blobs::has)) {
                table.referencesTo(image.id()).stream().filter(ImageReference::isDigest).findFirst()
                        .ifPresent(digest -> puller.accept(digest, config.platform()));
            }
            layers.restore(image.layers());
        } catch (ServinException | IOException e) {
            LOG.warn("image {} cannot be repaired", name(image), e);
        }
    }
}
