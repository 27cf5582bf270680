package org.servin.image.internal.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import java.util.zip.GZIPOutputStream;
import org.servin.image.Progress;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Compression;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.content.Ingest;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.manifest.Manifest;
import org.servin.image.internal.manifest.ManifestWriter;
import org.servin.image.internal.manifest.MediaTypes;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.registry.BlobUpload;
import org.servin.image.internal.registry.Repository;
import org.servin.image.internal.state.LayerRecord;

/** Sends the layers of images: side by side up to a limit of the engine, and only what the registry does not have. Thread-safe. */
final class LayerPush {
    /** As often as dockerd tries. */
    private static final int ATTEMPTS = 5;
    private final Blobs blobs;
    private final MountSources sources;
    private final Semaphore uploads;
    private final int slots;
    /** What uncompressed layers became when they were compressed for a push, so that a registry that has them need not be sent them again. */
    private final Map<String, Descriptor> compressed = new ConcurrentHashMap<>();

    /** Shares the limit among all pushes. */
    LayerPush(Blobs blobs, MountSources sources, int uploads) {
        this.blobs = blobs;
        this.sources = sources;
        this.uploads = new Semaphore(uploads, true);
        this.slots = uploads;
    }

    private record Sent(String diffId, ManifestWriter.Layer layer) { }

    /** What all layers of a push have in common. */
    private record Push(Repository remote, ImageReference name, Holds.Hold hold, Progress.Sink sink) { }

    /**
     * Sends; gives the layers as the registry has them, lowest first.
     *
     * @param kept the manifest whose layers are to be sent as they are; empty if there is none
     */
    List<ManifestWriter.Layer> push(Repository remote, ImageReference name, List<LayerRecord> layers, Optional<Manifest.Single> kept, Holds.Hold hold, Progress.Sink sink)
            throws IOException {
        Map<String, LayerRecord> distinct = new LinkedHashMap<>();
        for (int i = layers.size() - 1; i >= 0; i--) {
            sink.show(Progress.of(Digests.shortened(layers.get(i).diffId()), "Preparing"));
            distinct.put(layers.get(i).diffId(), layers.get(i));
        }
        if (distinct.isEmpty()) {
            return List.of();
        }
        Push push = new Push(remote, name, hold, sink);
        Map<String, ManifestWriter.Layer> sent = new HashMap<>();
        try (Workers<Sent> workers = new Workers<>(Math.min(distinct.size(), slots), "layer push")) {
            distinct.values().forEach(layer -> workers.start(() -> new Sent(layer.diffId(), send(push, layer, kept.isPresent()))));
            for (int i = 0; i < distinct.size(); i++) {
                Sent one = workers.next();
                sent.put(one.diffId, one.layer);
            }
        }
        return layers.stream().map(layer -> sent.get(layer.diffId())).toList();
    }

    /** Sends an image's configuration, if the registry does not have it. */
    void pushConfig(Repository remote, Descriptor config, Progress.Sink sink) throws IOException {
        if (!remote.has(config.digest())) {
            upload(remote.upload(config, offset -> open(config, offset), Optional.empty()), config, n -> { }, remote, sink);
        }
    }

    private ManifestWriter.Layer send(Push push, LayerRecord layer, boolean asKept) throws IOException, InterruptedException {
        String id = Digests.shortened(layer.diffId());
        Compression kept = Compression.of(blobs.path(layer.blob().digest()));
        if (!layer.blob().urls().isEmpty()) {
            push.sink.show(Progress.of(id, "Skipped foreign layer"));
            return new ManifestWriter.Layer(layer.blob(), kept);
        }
        boolean compress = !asKept && kept == Compression.NONE;
        Descriptor known = compress ? compressed.get(layer.diffId()) : layer.blob();
        if (known != null && push.remote.has(known.digest())) {
            push.sink.show(Progress.of(id, "Layer already exists"));
            return new ManifestWriter.Layer(known, compress ? Compression.GZIP : kept);
        }
        if (!uploads.tryAcquire()) {
            push.sink.show(Progress.of(id, "Waiting"));
            uploads.acquire();
        }
        try {
            Descriptor blob = compress ? compress(layer, push.hold) : layer.blob();
            transfer(push, layer.diffId(), blob, compress);
            return new ManifestWriter.Layer(blob, compress ? Compression.GZIP : kept);
        } finally {
            uploads.release();
        }
    }

    private void transfer(Push push, String diffId, Descriptor blob, boolean fresh) throws IOException {
        String id = Digests.shortened(diffId);
        if (fresh && push.remote.has(blob.digest())) {
            push.sink.show(Progress.of(id, "Layer already exists"));
            return;
        }
        Optional<String> elsewhere = sources.find(push.name, diffId);
        BlobUpload upload = push.remote.upload(blob, offset -> open(blob, offset), elsewhere);
        boolean taken = upload(upload, blob, new Bar(push.sink, id, "Pushing", blob.size()), push.remote, push.sink);
        push.sink.show(Progress.of(id, taken ? "Mounted from " + elsewhere.orElseThrow() : "Pushed"));
    }

    private static boolean upload(BlobUpload upload, Descriptor blob, LongConsumer progress, Repository remote, Progress.Sink sink) throws IOException {
        boolean[] taken = {false};
        boolean[] again = {false};
        new Attempts(ATTEMPTS, sink).run(blob.digest(), () -> {
            // a connection that broke at the end may have broken after all had arrived
            if (again[0] && remote.has(blob.digest())) {
                return;
            }
            again[0] = true;
            taken[0] = upload.send(progress);
        });
        return taken[0];
    }

    private InputStream open(Descriptor blob, long offset) throws IOException {
        FileChannel channel = FileChannel.open(blobs.path(blob.digest()), StandardOpenOption.READ);
        channel.position(offset);
        return Channels.newInputStream(channel);
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
