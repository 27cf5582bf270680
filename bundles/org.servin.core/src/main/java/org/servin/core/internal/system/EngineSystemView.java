package org.servin.core.internal.system;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.ContainerView;
import org.servin.core.container.Containers;
import org.servin.core.container.ListQuery;
import org.servin.core.container.Status;
import org.servin.core.filter.Filters;
import org.servin.core.internal.container.StatusCount;
import org.servin.core.system.SystemView;
import org.servin.core.volume.Volumes;
import org.servin.image.Image;
import org.servin.image.ImageId;
import org.servin.image.Images;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Adds up what the engine's services know. */
@Component
public final class EngineSystemView implements SystemView {
    private final StatusCount statuses;
    private final Containers containers;
    private final Images images;
    private final Volumes volumes;

    /** Adds up these. */
    @Activate
    public EngineSystemView(@Reference StatusCount statuses, @Reference Containers containers, @Reference Images images, @Reference Volumes volumes) {
        this.statuses = statuses;
        this.containers = containers;
        this.images = images;
        this.volumes = volumes;
    }

    @Override
    public Counts counts() {
        Map<Status, Integer> by = statuses.count();
        int running = by.getOrDefault(Status.RUNNING, 0) + by.getOrDefault(Status.RESTARTING, 0);
        int paused = by.getOrDefault(Status.PAUSED, 0);
        return new Counts(running, paused, by.values().stream().mapToInt(Integer::intValue).sum() - running - paused);
    }

    @Override
    public DiskUsage diskUsage() {
        List<ContainerView> all = containers.list(new ListQuery(true, 0, true, Filters.none()));
        Map<String, Integer> users = all.stream().filter(c -> !c.imageId().isEmpty()).collect(Collectors.toMap(ContainerView::imageId, c -> 1, Integer::sum));
        List<VolumeUse> used = volumes.list(Filters.none()).stream().map(v -> new VolumeUse(v, usage(v.name()))).toList();
        return new DiskUsage(images.layersSize(), shownImages(), images.sharedSizes(), users, all, used);
    }

    private OptionalLong usage(String volume) {
        try {
            return volumes.usage(volume);
        } catch (ServinException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) { // it was removed meanwhile
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    /** Images without a name that others were made from take no space of their own that a user could free. */
    private List<Image> shownImages() {
        List<Image> everything = images.list();
        Set<ImageId> parents = everything.stream().flatMap(i -> i.parent().stream()).collect(Collectors.toSet());
        return everything.stream().filter(i -> !i.tags().isEmpty() || !i.digests().isEmpty() || !parents.contains(i.id())).toList();
    }
}
