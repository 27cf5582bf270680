package org.servin.image.internal.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.servin.image.Progress;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Compression;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.content.Ingest;
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
import org.servin.image.internal.state.LayerRecord;
import org.servin.spi.ServinException;

/** Sends images to registries, with the digests they came with wherever they came from one. Thread-safe. */
public final class Pusher {
    private final RegistryClient registries;
    private final Blobs blobs;
    private final ImageTable table;
    private final Holds holds;
    private final KeptManifests manifests;
    /** What uncompressed layers became when they were compressed for a push, so that a registry that has them need not be sent them again. */
    private final Map<String, Descriptor> compressed = new ConcurrentHashMap<>();

    /** Uses these. */
    public Pusher(RegistryClient registries, Blobs blobs, ImageTable table, Holds holds) {
        this.registries = registries;
        this.blobs = blobs;
        this.table = table;
        this.holds = holds;
        this.manifests = new KeptManifests(blobs);
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
            throw Failures.push(e);
        }
    }

    private void pushOne(Repository remote, ImageReference name, Progress.Sink sink) throws IOException {
        ImageRecord image = table.named(name).flatMap(table::record)
                .orElseThrow(() -> ServinException.notFound("tag does not exist: " + name.familiar()));
        try (Holds.Hold hold = holds.hold()) {
            image.blobs().forEach(hold::blob);
            for (LayerRecord layer : image.layers()) {
                sink.show(Progress.of(Digests.shortened(layer.diffId()), "Preparing"));
            }
            Optional<Manifest.Single> kept = manifests.of(image);
            List<ManifestWriter.Layer> sent = new ArrayList<>();
            for (LayerRecord layer : image.layers()) {
                sent.add(send(remote, layer, kept.isPresent(), hold, sink));
            }
            Descriptor config = new Descriptor(MediaTypes.DOCKER_CONFIG, image.id(), blobs.size(image.id()));
            if (!remote.has(config.digest())) {
                remote.upload(config, () -> blobs.open(config.digest()), n -> { });
            }
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
        sink.show(new Progress("", "", -1, -1, "", Optional.of(aux)));
    }

    private ManifestWriter.Layer send(Repository remote, LayerRecord layer, boolean asKept, Holds.Hold hold, Progress.Sink sink) throws IOException {
        String id = Digests.shortened(layer.diffId());
        Compression kept = Compression.of(blobs.path(layer.blob().digest()));
        boolean compress = !asKept && kept == Compression.NONE;
        Descriptor known = compress ? compressed.get(layer.diffId()) : layer.blob();
        if (known != null && remote.has(known.digest())) {
            sink.show(Progress.of(id, "Layer already exists"));
            return new ManifestWriter.Layer(known, compress ? Compression.GZIP : kept);
        }
        Descriptor blob = compress ? compress(layer, hold) : layer.blob();
        if (compress && remote.has(blob.digest())) {
            sink.show(Progress.of(id, "Layer already exists"));
        } else {
            remote.upload(blob, () -> blobs.open(blob.digest()), new Bar(sink, id, "Pushing", blob.size()));
            sink.show(Progress.of(id, "Pushed"));
        }
        return new ManifestWriter.Layer(blob, compress ? Compression.GZIP : kept);
    }

    private Descriptor compress(LayerRecord layer, Holds.Hold hold) throws IOException {
        try (Ingest ingest = blobs.ingest(); InputStream tar = blobs.open(layer.blob().digest())) {
            GZIPOutputStream gzip = new GZIPOutputStream(ingest, 64 * 1024);
            tar.transferTo(gzip);
            gzip.finish();
            Descriptor blob = new Descriptor(MediaTypes.DOCKER_LAYER_GZIP, ingest.digest(), ingest.size());
            hold.blob(blob.digest());
            ingest.commit();
            compressed.put(layer.diffId(), blob);
            return blob;
        }
    }
}
