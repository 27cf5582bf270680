package org.servin.core.internal.container;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.internal.archive.ContainerRoots;
import org.servin.core.internal.launch.UserNamespaces;
import org.servin.core.system.EngineSettings;
import org.servin.spi.IdMaps;

/** The containers' table as archives see it. */
@Component
public final class ContainersForArchives implements ContainerRoots {
    private final ContainerTable table;
    private final IdMaps maps;

    /** Shows that table. */
    @Activate
    public ContainersForArchives(@Reference ContainerTable table, @Reference EngineSettings settings) {
        this.table = table;
        this.maps = settings.idMaps();
    }

    @Override
    public Found find(String ref) {
        ContainerRecord record = table.find(ref).record();
        int pid = record.state().status().isAlive() ? record.state().pid() : 0;
        return new Found(record.id(), pid, record.config().user(), record.host().isolation().readonlyRootfs(), record.mounts(),
                UserNamespaces.maps(maps, record.host()));
    }
}
