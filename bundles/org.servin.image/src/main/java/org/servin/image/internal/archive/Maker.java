package org.servin.image.internal.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.servin.image.CommitRequest;
import org.servin.image.HistoryEntry;
import org.servin.image.ImageSettings;
import org.servin.image.WorkspaceView;
import org.servin.image.internal.ImageRecorder;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.content.Ingest;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.layer.LayerTars;
import org.servin.image.internal.layer.Layers;
import org.servin.image.internal.manifest.ConfigWriter;
import org.servin.image.internal.manifest.ImageConfig;
import org.servin.image.internal.manifest.MediaTypes;
import org.servin.image.internal.manifest.Platform;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.state.ImageTable;
import org.servin.image.internal.state.LayerRecord;
import org.servin.image.tar.Decompression;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.storage.Change;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.StorageDriver;

/** Makes images here: of a container's workspace, and of an archive of a root file system. Thread-safe. */
public final class Maker {
    private final Blobs blobs;
    private final Layers layers;
    private final ImageTable table;
    private final Holds holds;
    private final ImageRecorder recorder;
    private final LayerTars tars;

    /** Uses these. */
    public Maker(Blobs blobs, Layers layers, ImageTable table, Holds holds, ImageRecorder recorder, LayerTars tars) {
        this.blobs = blobs;
        this.layers = layers;
        this.table = table;
        this.holds = holds;
        this.recorder = recorder;
        this.tars = tars;
    }

    /** An image of one layer: an archive, plain or compressed. Gives its id. */
    public String importRoot(InputStream archive, Optional<ImageReference> name, String message, ImageSettings settings, Platform platform) throws IOException {
        try (Holds.Hold hold = holds.hold()) {
            Descriptor tar;
            try (Ingest ingest = blobs.ingest(); InputStream plain = Decompression.open(archive)) {
                ingest.takeAll(plain);
                tar = take(ingest, hold);
            }
            Instant now = Instant.now();
            ConfigWriter config = new ConfigWriter(platform, now, "").settings(settings)
                    .step(Optional.of(tar.digest()), new HistoryEntry(now.toString(), null, null, blankToNull(message), false));
            return record(config, List.of(), Optional.of(tar), name, Optional.empty(), hold);
        }
    }

    private static String blankToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Descriptor take(Ingest ingest, Holds.Hold hold) throws IOException {
        Descriptor tar = new Descriptor(MediaTypes.DOCKER_LAYER, ingest.digest(), ingest.size());
        hold.blob(tar.digest());
        ingest.commit();
        return tar;
    }

    /** An image of a container's workspace. Gives its id. */
    public String commit(CommitRequest request, WorkspaceView view) throws IOException {
        Optional<String> base = request.base().map(id -> id.value());
        ImageConfig below = base.isEmpty() ? null
                : base.flatMap(table::config).orElseThrow(() -> ServinException.notFound("No such image: " + base.get()));
        try (Holds.Hold hold = holds.hold()) {
            List<LayerRecord> stack = base.flatMap(hold::claim).map(r -> r.layers()).orElse(List.of());
            Optional<Descriptor> tar = differences(request, view, hold);
            Instant now = Instant.now();
            Platform platform = below == null ? Platform.host() : below.platform();
            ConfigWriter config = new ConfigWriter(platform, now, request.author()).settings(request.settings())
                    .container(request.containerId(), request.containerConfig());
            if (below != null) {
                config.base(below);
            }
            config.step(tar.map(Descriptor::digest), new HistoryEntry(now.toString(), blankToNull(request.author()),
                    blankToNull(String.join(" ", request.createdBy())), blankToNull(request.comment()), tar.isEmpty()));
            return record(config, stack, tar, request.repository().map(r -> ImageReference.parse(r).exact()), base, hold);
        }
    }

    /** The workspace's layer; empty if nothing differs. */
    private Optional<Descriptor> differences(CommitRequest request, WorkspaceView view, Holds.Hold hold) throws IOException {
        List<Change> changes;
        try (Lease<StorageDriver> lease = layers.lease()) {
            changes = lease.driver().changes(request.workspace());
        }
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        try (Ingest ingest = blobs.ingest()) {
            view.with(request.workspace(), root -> write(root, changes, ingest));
            return Optional.of(take(ingest, hold));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Path write(Path root, List<Change> changes, Ingest ingest) {
        try {
            tars.write(root, changes, ingest);
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String record(ConfigWriter writer, List<LayerRecord> below, Optional<Descriptor> tar, Optional<ImageReference> name, Optional<String> parent,
            Holds.Hold hold) throws IOException {
        ImageConfig config = ImageConfig.parse(writer.bytes());
        hold.blob(config.digest());
        List<LayerRecord> stack = new ArrayList<>(below);
        if (tar.isPresent()) {
            List<String> chain = Digests.chain(config.diffIds());
            String chainId = chain.get(chain.size() - 1);
            Optional<LayerId> top = below.isEmpty() ? Optional.empty() : Optional.of(below.get(below.size() - 1).id());
            hold.layer(new LayerId(Digests.hex(chainId)));
            Optional<LayerRecord> known = hold.known(chainId);
            stack.add(known.isPresent() ? known.get() : layers.unpack(top, chainId, tar.get().digest(), tar.get(), n -> { }));
        }
        recorder.record(config, stack, List.of(), name.stream().toList(), parent);
        return config.digest();
    }
}
