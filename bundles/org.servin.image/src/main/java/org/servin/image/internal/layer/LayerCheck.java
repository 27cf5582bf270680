package org.servin.image.internal.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.servin.image.StorageProvider;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.VerifiedStream;
import org.servin.image.internal.state.LayerRecord;
import org.servin.linux.ErrnoException;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.LayerWriter;
import org.servin.spi.storage.RewritableLayers;
import org.servin.spi.storage.StorageDriver;

/**
 * Compares unpacked layers with what their archives unpack to, and replaces them. That is done by unpacking them once more beside: the digest of an archive cannot be
 * had back from its files, but the archive itself is kept, and the comparison sees owners, times and whiteouts too. Thread-safe.
 */
public final class LayerCheck {
    private final StorageProvider storage;
    private final Blobs blobs;
    private final LayerFiller filler;

    /** Uses these. */
    public LayerCheck(StorageProvider storage, Blobs blobs, LayerFiller filler) {
        this.storage = storage;
        this.blobs = blobs;
        this.filler = filler;
    }

    /** Whether the storage driver lets its layers be compared. */
    public boolean isPossible() {
        try (Lease<StorageDriver> lease = storage.storage()) {
            return lease.driver() instanceof RewritableLayers;
        }
    }

    /** What is wrong with a layer's files; empty if nothing is. The content of its archive was found whole. */
    public Optional<String> problem(Optional<LayerId> parent, LayerRecord layer) {
        try (Lease<StorageDriver> lease = storage.storage(); LayerWriter again = again(lease.driver(), parent, layer)) {
            return new TreeDifference().find(layers(lease.driver()).folder(layer.id()), again.root());
        } catch (IOException | ErrnoException | ServinException e) {
            if (e instanceof ServinException known && known.kind() == ErrorKind.CANCELLED) {
                throw known;
            }
            return Optional.of("cannot be compared with its archive: " + e.getMessage());
        }
    }

    /** Puts what a layer's archive unpacks to in the place of its files. Nobody may have it mounted. */
    public void replace(Optional<LayerId> parent, LayerRecord layer) throws IOException {
        try (Lease<StorageDriver> lease = storage.storage(); LayerWriter again = again(lease.driver(), parent, layer)) {
            again.commit();
        }
    }

    private LayerWriter again(StorageDriver driver, Optional<LayerId> parent, LayerRecord layer) throws IOException {
        LayerWriter writer = layers(driver).rewrite(layer.id(), parent);
        try (InputStream archive = blobs.open(layer.blob().digest()); VerifiedStream tar = filler.open(archive, layer)) {
            filler.fill(writer, tar, layer);
            return writer;
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private static RewritableLayers layers(StorageDriver driver) {
        if (driver instanceof RewritableLayers layers) {
            return layers;
        }
        throw new ServinException(ErrorKind.UNSUPPORTED, "the storage driver does not let its layers be replaced");
    }
}
