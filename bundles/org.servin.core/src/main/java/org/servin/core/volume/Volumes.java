package org.servin.core.volume;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;
import org.servin.core.container.PruneReport;
import org.servin.core.filter.Filters;

/** The volumes of the engine, as the API uses them. Thread-safe. */
@ProviderType
public interface Volumes {
    /**
     * Makes a volume, or gives the one of that name and driver. CONFLICT if another driver has it.
     *
     * @param name empty for a made-up one
     * @param driver empty for the default
     */
    VolumeInfo create(String name, String driver, Optional<Map<String, String>> options, Optional<Map<String, String>> labels);

    /** A volume. */
    VolumeInfo inspect(String name);

    /** Those that match. */
    List<VolumeInfo> list(Filters filters);

    /** Removes a volume that no container refers to. */
    void remove(String name, boolean force);

    /** Removes those that no container refers to and match, named or not, but for those that were made with options or by another driver than the usual one. */
    PruneReport prune(Filters filters);

    /** Bytes in use, where the driver can tell. */
    OptionalLong usage(String name);
}
