package org.servin.spi.storage;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A layer being filled. Nothing of it is seen by others before {@link #commit}; closing without a commit leaves nothing
 * behind. Used by one thread.
 */
@ConsumerType
public interface LayerWriter extends AutoCloseable {
    /** The folder to fill, owned by root, not reachable by containers. */
    Path root();

    /** How removals of lower files are written down in {@link #root}. */
    WhiteoutForm whiteouts();

    /** Syncs what was written to the disk and makes the layer known under its id, atomically. */
    void commit();

    /** Discards the layer unless it was committed. */
    @Override
    void close();
}
