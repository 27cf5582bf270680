package org.servin.image.internal.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.servin.image.StorageProvider;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Compression;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.VerifiedStream;
import org.servin.image.internal.state.LayerRecord;
import org.servin.image.tar.LayerSize;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.LayerWriter;
import org.servin.spi.storage.StorageDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Unpacks layers into the storage driver and removes them. Thread-safe, as storage drivers are. */
public final class Layers {
    private static final Logger LOG = LoggerFactory.getLogger(Layers.class);
    private static final String INIT_SUFFIX = "-init";
    private final StorageProvider storage;
    private final Blobs blobs;
    private final LayerFiller filler;
    private final Emptying emptying = new Emptying();

    /** Uses these. */
    public Layers(StorageProvider storage, Blobs blobs, LayerFiller filler) {
        this.storage = storage;
        this.blobs = blobs;
        this.filler = filler;
    }

    /** The layer of mount points on top of a layer. */
    public static LayerId initOf(LayerId layer) {
        return new LayerId(layer.value() + INIT_SUFFIX);
    }

    /** Borrows the driver. */
    public Lease<StorageDriver> lease() {
        return storage.storage();
    }

    /** Whether several layers of one image can be unpacked at once. */
    public boolean independent() {
        try (Lease<StorageDriver> lease = lease()) {
            return lease.driver().writesLayersIndependently();
        }
    }

    /** Whether the driver has it. */
    public boolean has(LayerId id) {
        try (Lease<StorageDriver> lease = lease()) {
            return lease.driver().hasLayer(id);
        }
    }

    /**
     * Unpacks a layer whose archive is in the content store, comparing what it unpacks to with the image's word; what fails leaves nothing behind.
     *
     * @param progress hears bytes of the archive that were read so far
     */
    public LayerRecord unpack(Optional<LayerId> parent, String chainId, String diffId, Descriptor blob, LongConsumer progress) {
        LayerRecord named = new LayerRecord(chainId, diffId, blob, 0);
        try (Lease<StorageDriver> lease = lease()) {
            return new LayerRecord(chainId, diffId, blob, isPlain(named) ? unpackTrusted(lease.driver(), parent, named, progress)
                    : unpackVerified(lease.driver(), parent, named, progress));
        } catch (IOException e) {
            throw new ServinException(ErrorKind.INTERNAL, "failed to register layer " + blob.digest() + ": " + reason(e), e);
        }
    }

    /** Whether the archive was itself compared with its digest when it was taken in: then there is no need to do it again. */
    private boolean isPlain(LayerRecord layer) throws IOException {
        return layer.blob().digest().equals(layer.diffId()) && Compression.of(blobs.path(layer.diffId())) == Compression.NONE;
    }

    private long unpackTrusted(StorageDriver driver, Optional<LayerId> parent, LayerRecord layer, LongConsumer progress) throws IOException {
        if (driver.hasLayer(layer.id())) {
            blobs.sync(List.of(layer.diffId()));
            try (InputStream tar = blobs.open(layer.diffId())) {
                return LayerSize.of(tar);
            }
        }
        try (InputStream tar = new Counted(blobs.open(layer.diffId()), progress); LayerWriter writer = driver.write(layer.id(), parent)) {
            long size = filler.fill(writer, tar);
            writer.commit();
            return size;
        }
    }

    private long unpackVerified(StorageDriver driver, Optional<LayerId> parent, LayerRecord layer, LongConsumer progress) throws IOException {
        InputStream archive = new Counted(blobs.open(layer.blob().digest()), progress);
        try (archive; VerifiedStream tar = filler.open(archive, layer)) {
            return driver.hasLayer(layer.id()) ? measure(tar, layer) : fill(driver, parent, tar, layer);
        }
    }

    private long measure(VerifiedStream tar, LayerRecord layer) throws IOException {
        long size = LayerSize.of(tar);
        LayerFiller.check(tar, layer);
        blobs.sync(List.of(layer.blob().digest())); // where a layer is written its commit does that
        return size;
    }

    static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private long fill(StorageDriver driver, Optional<LayerId> parent, VerifiedStream tar, LayerRecord layer) throws IOException {
        try (LayerWriter writer = driver.write(layer.id(), parent)) {
            long size = filler.fill(writer, tar, layer);
            writer.commit();
            return size;
        }
    }

    /** Makes sure that the driver has all layers of an image. */
    public void restore(List<LayerRecord> layers) {
        Optional<LayerId> parent = Optional.empty();
        for (LayerRecord layer : layers) {
            restore(parent, layer);
            parent = Optional.of(layer.id());
        }
    }

    /** Makes sure that the driver has a layer, unpacking from the content store if it lacks it, as after a change of the driver. */
    public void restore(Optional<LayerId> parent, LayerRecord layer) {
        if (!has(layer.id())) {
            LOG.info("unpacking layer {} again: the storage driver does not have it", layer.chainId());
            unpackAgain(parent, layer);
        }
    }

    /** The content was compared with its digest long ago. */
    private void unpackAgain(Optional<LayerId> parent, LayerRecord layer) {
        try (Lease<StorageDriver> lease = lease()) {
            unpackVerified(lease.driver(), parent, layer, n -> { });
        } catch (IOException e) {
            throw new ServinException(ErrorKind.DATA_LOSS, "layer " + layer.blob().digest() + " cannot be unpacked again: " + reason(e), e);
        }
    }

    /** Removes a layer and its layer of mount points; false if something still stands on it. */
    public boolean remove(LayerId id) {
        return !remove(List.of(id)).isEmpty();
    }

    /**
     * Removes layers with their layers of mount points, but for those that something still stands on. Those that went; their files go after this returns, and if the engine
     * is killed before, with its next start.
     */
    public List<LayerId> remove(List<LayerId> topFirst) {
        List<LayerId> gone = new ArrayList<>();
        try {
            emptying.with(storage, (driver, rest) -> topFirst.stream().filter(id -> detach(driver, id, rest)).forEach(gone::add));
        } catch (ServinException e) {
            stays(topFirst, e);
        }
        return gone;
    }

    /** Ends threads when they have done what is left to do. */
    public void close() {
        emptying.close();
    }

    private static boolean detach(StorageDriver driver, LayerId id, List<Runnable> rest) {
        try {
            if (!id.value().endsWith(INIT_SUFFIX)) {
                rest.add(driver.detachLayer(initOf(id)));
            }
            rest.add(driver.detachLayer(id));
            return true;
        } catch (ServinException e) {
            stays(List.of(id), e);
            return false;
        }
    }

    private static void stays(List<LayerId> ids, ServinException e) {
        if (e.kind() != ErrorKind.IN_USE && e.kind() != ErrorKind.UNAVAILABLE) {
            throw e;
        }
        LOG.debug("layers {} stay for now", ids, e);
    }

    /** Tells how many bytes were read of a stream. */
    private static final class Counted extends FilterInputStream {
        private final LongConsumer seen;
        private long count;

        Counted(InputStream in, LongConsumer seen) {
            super(in);
            this.seen = seen;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int got = super.read(buffer, offset, length);
            if (got > 0) {
                count += got;
                seen.accept(count);
            }
            return got;
        }
    }
}
