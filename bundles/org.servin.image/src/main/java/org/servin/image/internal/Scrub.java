package org.servin.image.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.servin.image.Image;
import org.servin.image.StoreCheck.Damage;
import org.servin.image.StoreCheck.Report;
import org.servin.image.internal.Mending.Content;
import org.servin.image.internal.Mending.Part;
import org.servin.image.internal.Mending.Unpacked;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.state.ImageRecord;
import org.servin.image.internal.state.ImageTable;
import org.servin.image.internal.state.LayerRecord;
import org.servin.spi.storage.LayerId;

/** One walk over all images' content, and one over their layers, which are compared with it. Used by one thread; holds every image while it looks at it. */
final class Scrub {
    private final ImageTable table;
    private final Holds holds;
    private final Mending mending;
    private final Consumer<String> progress;
    /** What was looked at, with what is wrong with it; empty for nothing. */
    private final Map<Part, Optional<String>> seen = new HashMap<>();
    private final List<Damage> damages = new ArrayList<>();
    private final Set<String> images = new LinkedHashSet<>();

    /** Walks over these. */
    Scrub(ImageTable table, Holds holds, Mending mending, Consumer<String> progress) {
        this.table = table;
        this.holds = holds;
        this.mending = mending;
        this.progress = progress;
    }

    Report run(boolean repair) {
        walk(repair, "checking ", image -> image.blobs().map(Content::new));
        walk(repair, "comparing the layers of ", Scrub::layers);
        int contents = (int) seen.keySet().stream().filter(Content.class::isInstance).count();
        int layers = (int) seen.keySet().stream().filter(mending::isCompared).count();
        return new Report(images.size(), contents, layers, damages);
    }

    private static Stream<Part> layers(ImageRecord image) {
        List<Part> parts = new ArrayList<>();
        Optional<LayerId> parent = Optional.empty();
        for (LayerRecord layer : image.layers()) {
            parts.add(new Unpacked(parent, layer));
            parent = Optional.of(layer.id());
        }
        return parts.stream();
    }

    private void walk(boolean repair, String doing, Function<ImageRecord, Stream<Part>> parts) {
        Map<Part, Set<ImageRecord>> damaged = new LinkedHashMap<>();
        for (ImageRecord image : table.records()) {
            try (Holds.Hold hold = holds.hold()) {
                if (hold.claim(image.id()).isPresent()) {
                    images.add(image.id());
                    progress.accept(doing + name(image));
                    parts.apply(image).filter(part -> seen.computeIfAbsent(part, mending::problem).isPresent())
                            .forEach(part -> damaged.computeIfAbsent(part, p -> new LinkedHashSet<>()).add(image));
                }
            }
        }
        damaged.forEach((part, owners) -> tell(part, owners, repair));
    }

    private void tell(Part part, Set<ImageRecord> owners, boolean repair) {
        String problem = seen.get(part).orElseThrow();
        List<String> names = owners.stream().map(this::name).toList();
        if (!repair) {
            damages.add(new Damage(part.name(), names, problem, false, ""));
            return;
        }
        progress.accept("repairing " + part.name());
        Optional<String> obstacle = mending.mend(part, owners);
        Optional<String> left = mending.problem(part);
        seen.put(part, left);
        if (owners.stream().anyMatch(image -> table.record(image.id()).isPresent())) { // others may have been removed meanwhile
            damages.add(new Damage(part.name(), names, problem, left.isEmpty(), left.isEmpty() ? "" : obstacle.orElse(left.get())));
        }
    }

    private String name(ImageRecord image) {
        return table.find(image.id()).map(Image::tags).filter(tags -> !tags.isEmpty()).map(tags -> tags.get(0)).orElse(image.id());
    }
}
