package org.servin.spi.log;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The container whose output is logged, as drivers may want to name it.
 *
 * @param containerId full id
 * @param containerName name without the leading slash
 * @param imageId full id with its algorithm
 * @param imageName as the container's creator wrote it
 * @param command path and arguments
 * @param environment {@code KEY=value}
 * @param labels the container's labels
 * @param createdEpochNanos when it was created
 * @param options the log options that are for the driver
 * @param folder the container's folder, for drivers that keep files; it goes with the container
 */
public record LogTarget(
        String containerId,
        String containerName,
        String imageId,
        String imageName,
        List<String> command,
        List<String> environment,
        Map<String, String> labels,
        long createdEpochNanos,
        Map<String, String> options,
        Path folder) {
    /** Copies the collections. */
    public LogTarget {
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        labels = Map.copyOf(labels);
        options = Map.copyOf(options);
    }

    /** The same container with other log options. */
    public LogTarget withOptions(Map<String, String> other) {
        return new LogTarget(containerId, containerName, imageId, imageName, command, environment, labels, createdEpochNanos, other, folder);
    }
}
