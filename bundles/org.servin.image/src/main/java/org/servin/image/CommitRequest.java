package org.servin.image;

import java.util.List;
import java.util.Optional;
import org.servin.spi.storage.WorkspaceId;

/**
 * A wish to make an image of a container's workspace.
 *
 * @param workspace the container's workspace
 * @param containerId full id
 * @param base the container's image; empty for none
 * @param settings the container's configuration as an image's, changes applied
 * @param containerConfig the container's configuration as JSON
 * @param repository reference to tag, normalised by the image store; empty for none
 * @param comment free text
 * @param author free text
 * @param createdBy the history entry's command
 */
public record CommitRequest(
        WorkspaceId workspace,
        String containerId,
        Optional<ImageId> base,
        ImageSettings settings,
        Optional<byte[]> containerConfig,
        Optional<String> repository,
        String comment,
        String author,
        List<String> createdBy) { }
