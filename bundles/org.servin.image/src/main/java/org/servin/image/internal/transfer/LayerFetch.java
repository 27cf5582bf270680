package org.servin.image.internal.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.CountDownLatch;
import org.servin.image.Progress;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.layer.Layers;
import org.servin.image.internal.registry.Repository;
import org.servin.image.internal.state.LayerRecord;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;

/** Fetches the layers of images: downloads side by side up to a limit of the engine, unpacks side by side where the storage driver can. Thread-safe. */
public final class LayerFetch {
    private final Blobs blobs;
    private final Layers layers;
    private final Flights flights;
    /** By digest: several pulls share a download. */
    private final JointWork arrivals = new JointWork();
    private final Semaphore downloads;
    private final int slots;
    private final int attempts;

    /**
     * Shares the limits among all pulls.
     *
     * @param slots downloads at once
     * @param attempts how often each is tried
     */
    public LayerFetch(Blobs blobs, Layers layers, Flights flights, int slots, int attempts) {
        this.blobs = blobs;
        this.layers = layers;
        this.flights = flights;
        this.slots = slots;
        this.attempts = attempts;
        this.downloads = new Semaphore(slots, true);
    }

    /** One layer to fetch. */
    private record Wanted(Descriptor blob, String chainId, String diffId, Optional<Wanted> parent, CountDownLatch done) {
        String shortId() {
            return Digests.shortened(blob.digest());
        }
    }

    /** Fetches all layers, lowest first in the answer. The caller holds their content and chains. On failure all work has ended when this throws. */
    List<LayerRecord> fetch(Repository repository, List<Descriptor> descriptors, List<String> diffIds, Holds.Hold hold, Progress.Sink sink)
            throws IOException {
        List<String> chain = Digests.chain(diffIds);
        List<LayerRecord> found = new ArrayList<>();
        List<Wanted> wanted = new ArrayList<>();
        Wanted below = null;
        for (int i = 0; i < chain.size(); i++) {
            Descriptor blob = descriptors.get(i);
            Optional<LayerRecord> known = hold.known(chain.get(i));
            if (known.isPresent()) {
                sink.show(Progress.of(Digests.shortened(blob.digest()), "Already exists"));
                found.add(known.get());
                continue;
            }
            sink.show(Progress.of(Digests.shortened(blob.digest()), "Pulling fs layer"));
            found.add(null);
            below = new Wanted(blob, chain.get(i), diffIds.get(i), Optional.ofNullable(below), new CountDownLatch(1));
            wanted.add(below);
        }
        if (!wanted.isEmpty()) {
            fetchAll(repository, wanted, found, chain, hold, sink);
        }
        return found;
    }

    private void fetchAll(Repository repository, List<Wanted> wanted, List<LayerRecord> found, List<String> chain, Holds.Hold hold, Progress.Sink sink)
            throws IOException {
        boolean independent = layers.independent();
        try (Workers<LayerRecord> workers = new Workers<>(Math.min(wanted.size(), slots + 2), "layer fetch")) {
            Download download = new Download(repository, blobs, attempts, sink);
            for (Wanted layer : wanted) {
                int index = chain.indexOf(layer.chainId);
                Optional<String> parent = index == 0 ? Optional.empty() : Optional.of(chain.get(index - 1));
                workers.start(() -> fetchOne(repository, layer, parent, independent, hold, sink));
            }
            for (int i = 0; i < wanted.size(); i++) {
                LayerRecord layer = workers.next();
                found.set(chain.indexOf(layer.chainId()), layer);
            }
        }
    }

    private LayerRecord fetchOne(Repository repository, Wanted layer, Optional<String> parent, boolean independent, Holds.Hold hold, Progress.Sink sink) throws IOException {
        if (!blobs.has(layer.blob.digest())) {
            arrivals.join(layer.blob.digest(), sink, all -> download(repository, layer, all));
        }
        sink.show(Progress.of(layer.shortId(), "Download complete"));
        if (!independent && layer.parent.isPresent()) {
            interruptibly(layer.parent.get().done::await);
        }
        LayerRecord result = flights.once(layer.chainId, hold, () -> unpack(layer, parent, sink));
        layer.done.countDown();
        sink.show(Progress.of(layer.shortId(), "Pull complete"));
        return result;
    }

    private void download(Repository repository, Wanted layer, Progress.Sink all) throws IOException {
        if (!downloads.tryAcquire()) {
            all.show(Progress.of(layer.shortId(), "Waiting"));
            interruptibly(downloads::acquire);
        }
        try {
            if (blobs.has(layer.blob.digest())) {
                return; // another came before
            }
            new Download(repository, blobs, attempts, all).fetch(layer.blob);
        } finally {
            downloads.release();
        }
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }

    private static void interruptibly(Waiting waiting) {
        try {
            waiting.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
        }
    }

    private LayerRecord unpack(Wanted layer, Optional<String> parent, Progress.Sink sink) {
        Optional<LayerId> below = parent.map(p -> new LayerId(Digests.hex(p)));
        return layers.unpack(below, layer.chainId, layer.diffId, layer.blob, new Bar(sink, layer.shortId(), "Extracting", layer.blob.size()));
    }
}
