package org.servin.image;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.servin.spi.storage.LayerId;

/**
 * An image that is here.
 *
 * @param id its id
 * @param tags {@code name:tag} in the familiar form ({@code busybox:latest}), sorted
 * @param digests {@code name@sha256:…} in the familiar form, sorted
 * @param parent the image it was committed or built from, where that is known
 * @param created when it was made
 * @param lastTagged when it was last tagged here
 * @param author empty if unknown
 * @param comment the last history entry's comment
 * @param architecture Go's name
 * @param variant empty for none
 * @param os {@code linux}
 * @param osVersion empty for none
 * @param dockerVersion what made it; empty if unknown
 * @param containerId the container it was committed from; empty if none
 * @param settings what it says of containers
 * @param diffIds digests of the uncompressed layers, lowest first
 * @param top the topmost layer; empty for an image without layers
 * @param size bytes of all its layers unpacked
 * @param layerSizes bytes of each layer unpacked, lowest first
 * @param history how it was made, oldest first
 * @param configJson its configuration, byte for byte
 */
public record Image(
        ImageId id,
        List<String> tags,
        List<String> digests,
        Optional<ImageId> parent,
        Instant created,
        Instant lastTagged,
        String author,
        String comment,
        String architecture,
        String variant,
        String os,
        String osVersion,
        String dockerVersion,
        String containerId,
        ImageSettings settings,
        List<String> diffIds,
        Optional<LayerId> top,
        long size,
        List<Long> layerSizes,
        List<HistoryEntry> history,
        byte[] configJson) {
    /** Copies the lists. */
    public Image {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
        diffIds = List.copyOf(diffIds);
        layerSizes = List.copyOf(layerSizes);
        history = List.copyOf(history);
    }
}
