package org.servin.image.internal.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.servin.image.Progress;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.manifest.Json;
import org.servin.image.internal.manifest.KeptManifests;
import org.servin.image.internal.manifest.Manifest;
import org.servin.image.internal.manifest.ManifestWriter;
import org.servin.image.internal.manifest.MediaTypes;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.registry.RegistryClient;
import org.servin.image.internal.registry.Repository;
import org.servin.image.internal.state.ImageRecord;
import org.servin.image.internal.state.ImageTable;
import org.servin.spi.ServinException;

/** Sends images to registries, with the digests they came with wherever they came from one. Thread-safe. */
public final class Pusher {
    private final RegistryClient registries;
    private final Blobs blobs;
    private final ImageTable table;
    private final Holds holds;
    private final KeptManifests manifests;
    private final LayerPush layers;

    /** Uses these. */
    public Pusher(RegistryClient registries, Blobs blobs, ImageTable table, Holds holds, KeptManifests manifests, int uploads) {
        this.registries = registries;
        this.blobs = blobs;
        this.table = table;
        this.holds = holds;
        this.manifests = manifests;
        this.layers = new LayerPush(blobs, new MountSources(table), uploads);
    }

    /** Says where a push goes: the first thing to be seen, also of one that fails at once. */
    public void announce(ImageReference repository, Progress.Sink sink) {
        sink.show(Progress.status("The push refers to repository [" + repository.name() + "]"));
    }

    /** Sends the images of these names, which are of one repository; says what it does. */
    public void push(ImageReference repository, List<ImageReference> names, RegistryLogin login, Progress.Sink sink) {
        announce(repository, sink);
        try {
            registries.with(repository, login, true, remote -> {
                for (ImageReference name : names) {
                    pushOne(remote, name, sink);
                }
                return null;
            });
        } catch (IOException e) {
            throw Failures.failed(e);
        }
    }

    private void pushOne(Repository remote, ImageReference name, Progress.Sink sink) throws IOException {
        ImageRecord image = table.named(name).flatMap(table::record)
                .orElseThrow(() -> ServinException.notFound("tag does not exist: " + name.familiar()));
        try (Holds.Hold hold = holds.hold()) {
            image.blobs().forEach(hold::blob);
            Optional<Manifest.Single> kept = manifests.of(image);
            List<ManifestWriter.Layer> sent = layers.push(remote, name, image.layers(), kept, hold, sink);
            Descriptor config = new Descriptor(MediaTypes.DOCKER_CONFIG, image.id(), blobs.size(image.id()));
            layers.pushConfig(remote, config, sink);
            Manifest.Single manifest = kept.isPresent() ? kept.get() : ManifestWriter.write(config, sent, false);
            String tag = name.tag().orElse(manifest.digest());
            remote.put(tag, manifest.mediaType(), manifest.bytes());
            remember(image, manifest, name, hold);
            announce(tag, manifest, sink);
        }
    }

    private void remember(ImageRecord image, Manifest.Single manifest, ImageReference name, Holds.Hold hold) throws IOException {
        hold.blob(manifest.digest());
        table.change(draft -> draft.name(name.withDigest(manifest.digest()), image.id()));
    }

    private static void announce(String tag, Manifest manifest, Progress.Sink sink) {
        int size = manifest.bytes().length;
        sink.show(Progress.status(tag + ": digest: " + manifest.digest() + " size: " + size));
        ObjectNode aux = Json.MAPPER.createObjectNode().put("Tag", tag).put("Digest", manifest.digest()).put("Size", size);
        sink.show(Progress.result(aux));
    }
}
