package org.servin.image.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.manifest.ImageConfig;
import org.servin.image.internal.manifest.Manifest;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.state.ImageRecord;
import org.servin.image.internal.state.ImageTable;
import org.servin.image.internal.state.LayerRecord;

/** Makes images known once all of their content is here: content to the disk first, then the word of it. */
public final class ImageRecorder {
    private final Blobs blobs;
    private final ImageTable table;

    /** Uses these. */
    public ImageRecorder(Blobs blobs, ImageTable table) {
        this.blobs = blobs;
        this.table = table;
    }

    /**
     * Keeps an image and gives it names. The caller holds its content and layers.
     *
     * @param manifests outermost first, the image's own last; may be empty
     */
    public void record(ImageConfig config, List<LayerRecord> layers, List<Manifest> manifests, List<ImageReference> names) throws IOException {
        record(config, layers, manifests, names, Optional.empty());
    }

    /** The same for an image that was made from another. */
    public void record(ImageConfig config, List<LayerRecord> layers, List<Manifest> manifests, List<ImageReference> names, Optional<String> parent) throws IOException {
        blobs.put(config.bytes());
        for (Manifest manifest : manifests) {
            blobs.put(manifest.bytes());
        }
        Optional<ImageRecord> before = table.record(config.digest());
        ImageRecord image = before.map(b -> b.with(layers, merged(b, layers, manifests)).withRemoved(false))
                .orElseGet(() -> new ImageRecord(config.digest(), layers, digests(manifests), parent.orElse(null), 0, false));
        Set<String> fresh = new LinkedHashSet<>(image.blobs().toList());
        before.ifPresent(b -> fresh.removeAll(b.blobs().toList()));
        blobs.sync(fresh);
        boolean tagged = names.stream().anyMatch(name -> !name.isDigest() && !table.named(name).equals(Optional.of(image.id())));
        table.change(draft -> {
            draft.put(tagged ? image.taggedAt(System.currentTimeMillis()) : image, config);
            names.forEach(name -> draft.name(name.exact(), image.id()));
        });
    }

    private static List<String> digests(List<Manifest> manifests) {
        List<String> innermostFirst = new ArrayList<>();
        for (int i = manifests.size() - 1; i >= 0; i--) {
            innermostFirst.add(manifests.get(i).digest());
        }
        return innermostFirst;
    }

    /** The same image may come under several manifests: the first that fits the layers as they are kept is pushed again later. */
    private static List<String> merged(ImageRecord before, List<LayerRecord> layers, List<Manifest> manifests) {
        Set<String> all = new LinkedHashSet<>(before.manifests());
        boolean fits = !manifests.isEmpty() && manifests.get(manifests.size() - 1) instanceof Manifest.Single single
                && single.layers().stream().map(d -> d.digest()).toList().equals(layers.stream().map(l -> l.blob().digest()).toList());
        if (fits) {
            all.addAll(digests(manifests));
        }
        return List.copyOf(all);
    }
}
