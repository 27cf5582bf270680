package org.servin.image.internal.manifest;

import java.io.IOException;
import java.util.Optional;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.state.ImageRecord;

/** Finds the manifest that an image came with, where it still says how its layers are kept. */
public final class KeptManifests {
    private final Blobs blobs;

    /** Reads from the content store. */
    public KeptManifests(Blobs blobs) {
        this.blobs = blobs;
    }

    /** The manifest, byte for byte; empty if there is none that fits. */
    public Optional<Manifest.Single> of(ImageRecord image) throws IOException {
        for (String digest : image.manifests()) {
            if (blobs.has(digest) && Manifest.parse(blobs.read(digest), "") instanceof Manifest.Single single
                    && single.config().digest().equals(image.id())
                    && single.layers().stream().map(l -> l.digest()).toList().equals(image.layers().stream().map(l -> l.blob().digest()).toList())) {
                return Optional.of(single);
            }
        }
        return Optional.empty();
    }

    /** A manifest or an index by its digest, if it is here undamaged. */
    public Optional<Manifest> find(String digest) throws IOException {
        if (!blobs.has(digest)) {
            return Optional.empty();
        }
        byte[] bytes = blobs.read(digest);
        return Digests.of(bytes).equals(digest) ? Optional.of(Manifest.parse(bytes, "")) : Optional.empty();
    }
}
