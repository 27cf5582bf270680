package org.servin.core.container;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.core.stream.LogDeliveryState;

/**
 * Everything known of one container at one moment. The lists and maps are not to be changed.
 *
 * @param id full id
 * @param name without the leading slash
 * @param created when
 * @param path the command
 * @param args its arguments
 * @param imageId full id with its algorithm
 * @param config portable part, image's defaults merged in
 * @param host host part, defaults filled in
 * @param state state
 * @param restartCount restarts by policy since it was started by hand
 * @param network network settings
 * @param mounts mounts
 * @param execIds running execs
 * @param platform {@code linux}
 * @param storageDriver the storage driver's name
 * @param storageDetails what that driver says of the workspace
 * @param folder the container's folder
 * @param logPath the log's file; empty if the driver keeps none
 * @param logDeliveries how delivery to its logs stands, where there is something to tell
 * @param sizes only where they were asked for
 * @param linkNames its names by links of others, {@code linker/alias}; only in lists
 */
public record ContainerView(
        String id,
        String name,
        Instant created,
        String path,
        List<String> args,
        String imageId,
        ContainerConfig config,
        HostConfig host,
        ContainerState state,
        int restartCount,
        NetworkView network,
        List<MountPoint> mounts,
        List<String> execIds,
        String platform,
        String storageDriver,
        Map<String, String> storageDetails,
        Path folder,
        Optional<Path> logPath,
        List<LogDeliveryState> logDeliveries,
        Optional<Sizes> sizes,
        List<String> linkNames) {
    /**
     * Bytes.
     *
     * @param rw of the writable layer
     * @param rootFs of all layers
     */
    public record Sizes(long rw, long rootFs) { }
}
