package org.servin.image.internal.layer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.state.ImageRecord;
import org.servin.image.internal.state.ImageTable;
import org.servin.image.internal.state.LayerRecord;
import org.servin.spi.Lease;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.StorageDriver;

/**
 * Sees to it that content and layers go when nobody needs them, and never before: needed is what a kept image names, and what a job in progress holds.
 * Thread-safe: taking hold and removing exclude one another.
 */
public final class Holds {
    private final Blobs blobs;
    private final Layers layers;
    private final ImageTable table;
    private final Set<Hold> open = new HashSet<>();

    /** Watches over these. */
    public Holds(Blobs blobs, Layers layers, ImageTable table) {
        this.blobs = blobs;
        this.layers = layers;
        this.table = table;
    }

    /** A job's claim on what it uses; closing it removes what no image came to need. */
    public final class Hold implements AutoCloseable {
        private final Set<String> digests = new LinkedHashSet<>();
        private final Set<LayerId> chains = new LinkedHashSet<>();

        private Hold() { }

        /** An image's record, with all that it needs held, if all of that is here: else it is to be had again. */
        public Optional<ImageRecord> image(String id) {
            return claim(id).filter(image -> image.layers().stream().allMatch(layer -> blobs.has(layer.blob()) && layers.has(layer.id())));
        }

        /** An image's record, with all that it needs held, whether that is whole or not. */
        public Optional<ImageRecord> claim(String id) {
            synchronized (Holds.this) {
                Optional<ImageRecord> image = table.record(id);
                image.ifPresent(found -> {
                    found.blobs().forEach(digests::add);
                    found.layers().forEach(layer -> chains.add(layer.id()));
                });
                return image;
            }
        }

        /** A layer that an image has and the driver too, with its content held. */
        public Optional<LayerRecord> known(String chainId) {
            synchronized (Holds.this) {
                Optional<LayerRecord> layer = table.layer(chainId).filter(l -> layers.has(l.id()) && blobs.has(l.blob()));
                layer.ifPresent(found -> {
                    digests.add(found.blob().digest());
                    chains.add(found.id());
                });
                return layer;
            }
        }

        /** Keeps a layer that another job has made, with its content; false if that job has failed meanwhile and taken it away. */
        public boolean share(LayerRecord layer) {
            synchronized (Holds.this) {
                digests.add(layer.blob().digest());
                chains.add(layer.id());
                return layers.has(layer.id()) && blobs.has(layer.blob());
            }
        }

        /** Keeps content from being removed, whether it is there yet or not. */
        public void blob(String digest) {
            synchronized (Holds.this) {
                digests.add(digest);
            }
        }

        /** Keeps a layer from being removed, whether it is there yet or not; parents first. */
        public void layer(LayerId id) {
            synchronized (Holds.this) {
                chains.add(id);
            }
        }

        @Override
        public void close() {
            synchronized (Holds.this) {
                if (open.remove(this)) {
                    sweep(digests, chains);
                }
            }
        }
    }

    /** Begins a job. */
    public synchronized Hold hold() {
        Hold hold = new Hold();
        open.add(hold);
        return hold;
    }

    /** An image was forgotten: removes what only it needed. Gives the layers that went, topmost first. */
    public synchronized List<LayerRecord> release(ImageRecord image) {
        Set<LayerId> chains = new LinkedHashSet<>();
        image.layers().forEach(layer -> chains.add(layer.id()));
        List<LayerId> gone = sweep(image.blobs().toList(), chains);
        List<LayerRecord> found = new ArrayList<>(image.layers().stream().filter(layer -> gone.contains(layer.id())).toList());
        Collections.reverse(found);
        return found;
    }

    private List<LayerId> sweep(Collection<String> digests, Collection<LayerId> chains) {
        Set<String> neededBlobs = new HashSet<>();
        Set<LayerId> neededLayers = new HashSet<>();
        gather(neededBlobs, neededLayers);
        List<LayerId> topFirst = new ArrayList<>(chains);
        topFirst.removeAll(neededLayers);
        Collections.reverse(topFirst);
        List<LayerId> gone = topFirst.isEmpty() ? List.of() : layers.remove(topFirst);
        for (String digest : digests) {
            if (!neededBlobs.contains(digest)) {
                removeBlob(digest);
            }
        }
        return gone;
    }

    private void gather(Set<String> neededBlobs, Set<LayerId> neededLayers) {
        for (ImageRecord image : table.records()) {
            image.blobs().forEach(neededBlobs::add);
            image.layers().forEach(layer -> neededLayers.add(layer.id()));
        }
        for (Hold hold : open) {
            neededBlobs.addAll(hold.digests);
            neededLayers.addAll(hold.chains);
        }
    }

    private void removeBlob(String digest) {
        try {
            blobs.remove(digest);
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + digest, e);
        }
    }

    /** Removes all that is needed by nobody: what an engine that was killed left behind. */
    public void sweepAll() throws IOException {
        if (!table.isComplete()) {
            return;
        }
        // Borrowed before the lock is taken, since at the engine's start the driver may be some time coming.
        try (Lease<StorageDriver> lease = layers.lease()) {
            sweepAll(lease.driver());
        }
    }

    private synchronized void sweepAll(StorageDriver driver) throws IOException {
        Set<String> neededBlobs = new HashSet<>();
        Set<LayerId> neededLayers = new HashSet<>();
        gather(neededBlobs, neededLayers);
        for (String digest : blobs.all()) {
            if (!neededBlobs.contains(digest)) {
                blobs.remove(digest);
            }
        }
        Set<LayerId> tops = new HashSet<>();
        for (ImageRecord image : table.records()) {
            int count = image.layers().size();
            tops.add(count == 0 ? ContainerLayers.EMPTY : Layers.initOf(image.layers().get(count - 1).id()));
        }
        List<LayerId> left = unneeded(driver, neededLayers, tops);
        // Layers are removed from the top down; the driver refuses what something stands on, so go round until nothing more goes.
        boolean went = true;
        while (went) {
            went = left.removeIf(layers::remove);
        }
    }

    private static List<LayerId> unneeded(StorageDriver driver, Set<LayerId> neededLayers, Set<LayerId> tops) {
        List<LayerId> left = new ArrayList<>(driver.layers());
        left.removeIf(id -> neededLayers.contains(id) || tops.contains(id));
        return left;
    }
}
