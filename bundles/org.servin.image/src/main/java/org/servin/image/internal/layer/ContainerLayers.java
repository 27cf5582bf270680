package org.servin.image.internal.layer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.servin.image.internal.state.LayerRecord;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.fs.DetachedTree;
import org.servin.spi.Lease;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.LayerWriter;
import org.servin.spi.storage.RootFilesystem;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.storage.WhiteoutForm;

/** Makes the layer that containers of an image stand on: mount points and files that every container has, on top of the image's layers. Thread-safe. */
public final class ContainerLayers {
    /** What containers of an image without layers stand on. */
    public static final LayerId EMPTY = new LayerId("0".repeat(64) + "-init");
    private final Layers layers;
    private final Path anchor;
    private final Owner owner;
    private final ReentrantLock making = new ReentrantLock();

    /**
     * Makes them when asked.
     *
     * @param anchor an empty folder of our own
     * @param owner whom new files and folders belong to
     */
    public ContainerLayers(Layers layers, Path anchor, Owner owner) {
        this.layers = layers;
        this.anchor = anchor;
        this.owner = owner;
    }

    /** The layer for an image's layers, if it is there. */
    public Optional<LayerId> find(List<LayerRecord> image) {
        return Optional.of(name(top(image))).filter(layers::has);
    }

    /** The layer for an image's layers; made now if it is not there. The caller holds the image's layers. */
    public LayerId make(List<LayerRecord> image) {
        Optional<LayerId> top = top(image);
        LayerId init = name(top);
        making.lock();
        try (Lease<StorageDriver> lease = layers.lease()) {
            if (!lease.driver().hasLayer(init)) {
                layers.restore(image);
                write(lease.driver(), init, top);
            }
            return init;
        } catch (ErrnoException e) {
            throw ServinException.internal("making the layer of mount points " + init + ": " + e.getMessage(), e);
        } finally {
            making.unlock();
        }
    }

    private static Optional<LayerId> top(List<LayerRecord> image) {
        return image.isEmpty() ? Optional.empty() : Optional.of(image.get(image.size() - 1).id());
    }

    private static LayerId name(Optional<LayerId> top) {
        return top.map(Layers::initOf).orElse(EMPTY);
    }

    private void write(StorageDriver driver, LayerId init, Optional<LayerId> top) {
        List<Fd> lower = new ArrayList<>();
        try (LayerWriter writer = driver.write(init, top)) {
            if (writer.whiteouts() == WhiteoutForm.OVERLAY && top.isPresent()) {
                lower.add(view(driver.layerFilesystem(top.get())));
            }
            MountPoints.write(writer.root(), lower.isEmpty() ? -1 : lower.get(0).number(), owner);
            writer.commit();
        } finally {
            lower.forEach(Fd::close);
        }
    }

    private Fd view(RootFilesystem files) {
        return DetachedTree.build(anchor, new DetachedTree.Root(files.type(), files.source(), files.data(), files.workFolder(), true), List.of());
    }
}
