package org.servin.core.internal.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.servin.spi.log.LogTarget;

/**
 * One of the drivers that a container logs to. Immutable.
 *
 * @param driver its name
 * @param only whether it is the only one: then every option is meant for it
 * @param shared options for whichever of the container's drivers knows them
 * @param own options for this one, which go before the others
 * @param mode the engine's options
 * @param folder a folder of its own below the container's; empty for that itself
 */
record LogPart(String driver, boolean only, Map<String, String> shared, Map<String, String> own, LogMode mode, String folder) {
    /** The folder of the local copy of a log that cannot be read back. */
    static final String CACHE_FOLDER = "container-cached";

    /** Copies the maps. */
    LogPart {
        shared = Map.copyOf(shared);
        own = Map.copyOf(own);
    }

    /** Whether it is the engine's copy of what other drivers cannot read back. */
    boolean isCache() {
        return folder.equals(CACHE_FOLDER);
    }

    /** Whether both are the same log, perhaps with other options. */
    boolean isSameLog(LogPart other) {
        return driver.equals(other.driver) && folder.equals(other.folder);
    }

    /**
     * The options that the driver is given.
     *
     * @param known the names of those it takes
     */
    Map<String, String> options(Set<String> known) {
        Map<String, String> options = new HashMap<>(shared);
        if (!only) {
            options.keySet().retainAll(known);
        }
        options.putAll(own);
        return options;
    }

    /** The container as the driver sees it. */
    LogTarget target(LogTarget container, Set<String> known) {
        LogTarget target = container.withOptions(options(known));
        return folder.isEmpty() ? target : new LogTarget(target.containerId(), target.containerName(), target.imageId(), target.imageName(), target.command(),
                target.environment(), target.labels(), target.createdEpochNanos(), target.options(), target.folder().resolve(folder));
    }
}
