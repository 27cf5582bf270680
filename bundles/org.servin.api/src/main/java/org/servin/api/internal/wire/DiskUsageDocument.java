package org.servin.api.internal.wire;

import java.time.Instant;
import java.util.List;
import org.servin.core.system.SystemView;
import org.servin.image.Images;

/** {@code GET /system/df}. */
public record DiskUsageDocument(
        long layersSize, List<ImageSummary> images, List<ContainerSummary> containers, List<VolumeDocument> volumes, List<String> buildCache, long builderSize) {
    /** Disk space in use. As in dockerd, volumes that take none of the engine's own are left out. */
    public static DiskUsageDocument of(SystemView.DiskUsage u, Images images) {
        Instant now = Instant.now();
        return new DiskUsageDocument(u.layersSize(),
                u.images().stream().map(i -> ImageSummary.of(i, i.tags(), i.digests(), u.imageUsers().getOrDefault(i.id().value(), 0), u.sharedSizes().getOrDefault(i.id(), 0L))).toList(),
                u.containers().stream().map(c -> ContainerSummary.of(c, images, now)).toList(),
                u.volumes().stream().filter(v -> v.size().isPresent()).map(v -> VolumeDocument.of(v.volume(), v.size())).toList(), null, 0);
    }
}
