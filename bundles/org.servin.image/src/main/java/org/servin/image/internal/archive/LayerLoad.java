package org.servin.image.internal.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.servin.image.Progress;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Compression;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.content.Ingest;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.layer.Layers;
import org.servin.image.internal.manifest.ManifestWriter;
import org.servin.image.internal.state.LayerRecord;
import org.servin.image.internal.transfer.Bar;
import org.servin.image.internal.transfer.Flights;
import org.servin.image.internal.transfer.Workers;
import org.servin.image.tar.Decompression;
import org.servin.spi.storage.LayerId;

/** Unpacks the layers of images whose archives have come into the content store, side by side where the storage driver can. Thread-safe. */
public final class LayerLoad {
    /** Two more than extract wait for the disk meanwhile. */
    private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors()) + 2;
    private final Blobs blobs;
    private final Layers layers;
    private final Flights flights;

    /** Shares the flights with pulls. */
    public LayerLoad(Blobs blobs, Layers layers, Flights flights) {
        this.blobs = blobs;
        this.layers = layers;
        this.flights = flights;
    }

    /** Unpacks all layers, lowest first in the answer. The caller holds their content and chains. On failure all work has ended when this throws. */
    List<LayerRecord> unpack(List<String> chain, List<String> diffIds, List<Descriptor> files, Holds.Hold hold, Progress.Sink bars) throws IOException {
        List<LayerRecord> found = new ArrayList<>(Collections.nCopies(chain.size(), null));
        try (Workers<LayerRecord> workers = new Workers<>(layers.independent() ? AT_ONCE : 1, "layer load")) {
            for (int i = 0; i < chain.size(); i++) {
                Optional<LayerId> parent = i == 0 ? Optional.empty() : Optional.of(new LayerId(Digests.hex(chain.get(i - 1))));
                Descriptor file = files.get(i);
                String chainId = chain.get(i);
                String diffId = diffIds.get(i);
                workers.start(() -> flights.once(chainId, hold, () -> layer(chainId, diffId, file, parent, hold, bars)));
            }
            for (int i = 0; i < chain.size(); i++) {
                LayerRecord layer = workers.next();
                found.set(chain.indexOf(layer.chainId()), layer);
            }
        }
        return found;
    }

    private LayerRecord layer(String chainId, String diffId, Descriptor file, Optional<LayerId> parent, Holds.Hold hold, Progress.Sink bars) {
        Optional<LayerRecord> known = hold.known(chainId);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            Descriptor blob = kept(file, hold);
            return layers.unpack(parent, chainId, diffId, blob, new Bar(bars, Digests.shortened(diffId), "Loading layer", blob.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Layers are kept as they come, but for compressions that registries do not know. */
    private Descriptor kept(Descriptor file, Holds.Hold hold) throws IOException {
        Compression compression = Compression.of(blobs.path(file.digest()));
        if (compression != Compression.BZIP2 && compression != Compression.XZ) {
            return new Descriptor(ManifestWriter.type(compression, false), file.digest(), file.size());
        }
        try (InputStream plain = Decompression.open(blobs.open(file.digest())); Ingest ingest = blobs.ingest()) {
            ingest.takeAll(plain);
            hold.blob(ingest.digest());
            return new Descriptor(ManifestWriter.type(Compression.NONE, false), ingest.commit(), ingest.size());
        }
    }
}
