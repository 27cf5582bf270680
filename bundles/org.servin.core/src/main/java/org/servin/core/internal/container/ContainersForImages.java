package org.servin.core.internal.container;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.image.ImageId;
import org.servin.image.ImageUsers;

/** The containers' table as images see it. */
@Component
public final class ContainersForImages implements ImageUsers {
    private final ContainerTable table;

    /** Shows that table. */
    @Activate
    public ContainersForImages(@Reference ContainerTable table) {
        this.table = table;
    }

    @Override
    public List<User> users() {
        return table.all().stream().filter(c -> !c.record().imageId().isEmpty())
                .map(c -> new User(c.id(), new ImageId(c.record().imageId()), c.isActive())).toList();
    }
}
