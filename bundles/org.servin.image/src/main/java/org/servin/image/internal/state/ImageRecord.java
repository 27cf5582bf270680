package org.servin.image.internal.state;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is kept of an image beside its configuration.
 *
 * @param id digest of the configuration
 * @param layers lowest first
 * @param manifests digests of the manifest it was pulled or loaded with, and then of the indexes around that; may be empty
 * @param parent the image it was committed from; null if none
 * @param lastTagged milliseconds since 1970; 0 for never
 * @param removed whether it was removed by force while containers still stand on its layers
 */
public record ImageRecord(String id, List<LayerRecord> layers, List<String> manifests, String parent, long lastTagged, boolean removed) {
    /** Copies the lists. */
    public ImageRecord {
        layers = List.copyOf(layers);
        manifests = List.copyOf(manifests);
    }

    /** All content it needs. */
    public Stream<String> blobs() {
        return Stream.concat(Stream.concat(Stream.of(id), manifests.stream()), layers.stream().map(layer -> layer.blob().digest()));
    }

    /** The same, tagged now. */
    public ImageRecord taggedAt(long millis) {
        return new ImageRecord(id, layers, manifests, parent, millis, removed);
    }

    /** The same, removed or not. */
    public ImageRecord withRemoved(boolean gone) {
        return new ImageRecord(id, layers, manifests, parent, lastTagged, gone);
    }

    /** The same with its layers as they are kept now, and known under more manifests. */
    public ImageRecord with(List<LayerRecord> kept, List<String> more) {
        return new ImageRecord(id, kept, more, parent, lastTagged, removed);
    }
}
