package org.servin.spi.storage;

import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** A power that a {@link StorageDriver} may have besides: its layers' files can be compared with what they should be, and replaced. As thread-safe as the driver. */
@ConsumerType
public interface RewritableLayers {
    /** The folder with what a layer's {@link LayerWriter#root} had when it was committed; to be read only. NOT_FOUND if the layer is absent. */
    Path folder(LayerId id);

    /**
     * Starts to fill a layer that is there once more. To commit that puts it in the place of what was there, atomically, under whatever stands on the layer; the engine
     * does so only while no workspace above it is mounted. To close it without leaves the layer as it is. NOT_FOUND if the layer is absent.
     */
    LayerWriter rewrite(LayerId id, Optional<LayerId> parent);
}
