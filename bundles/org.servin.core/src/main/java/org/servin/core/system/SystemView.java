package org.servin.core.system;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;
import org.servin.core.container.ContainerView;
import org.servin.core.volume.VolumeInfo;
import org.servin.image.Image;
import org.servin.image.ImageId;

/** The engine as a whole: its numbers and the disk it takes. Thread-safe. */
@ProviderType
public interface SystemView {
    /** How many containers are in which state; restarting ones count as running. */
    Counts counts();

    /** The disk space in use; reads every container's and volume's files, and may take long. */
    DiskUsage diskUsage();

    /** Numbers of containers. */
    record Counts(int running, int paused, int stopped) {
        /** All of them. */
        public int all() {
            return running + paused + stopped;
        }
    }

    /**
     * Disk space.
     *
     * @param layersSize bytes of all images' layers, each counted once
     * @param images all images but those without a name that others were made from
     * @param sharedSizes of each image the bytes of layers that another image has too
     * @param imageUsers how many containers were made from an image, by its full id; absent for none
     * @param containers all containers with their sizes
     * @param volumes all volumes
     */
    record DiskUsage(
            long layersSize, List<Image> images, Map<ImageId, Long> sharedSizes, Map<String, Integer> imageUsers, List<ContainerView> containers, List<VolumeUse> volumes) { }

    /**
     * A volume's space.
     *
     * @param volume the volume; its users are containers that refer to it
     * @param size bytes, where the driver can tell
     */
    record VolumeUse(VolumeInfo volume, OptionalLong size) { }
}
