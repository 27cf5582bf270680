package org.servin.core.internal.container;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.MountPoint;
import org.servin.core.internal.archive.ContainerRoots;
import org.servin.core.internal.launch.UserNamespaces;
import org.servin.core.system.EngineSettings;
import org.servin.spi.IdMaps;

/** The containers' table as archives see it. */
@Component
public final class ContainersForArchives implements ContainerRoots {
    private static final List<String> ENGINE_FILES = List.of("resolv.conf", "hostname", "hosts");
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
        return new Found(record.id(), pid, record.config().user(), record.host().isolation().readonlyRootfs(), mounts(record),
                UserNamespaces.maps(maps, record.host()));
    }

    /** What it has mounted, the files that the engine writes for it among them. */
    private List<MountPoint> mounts(ContainerRecord record) {
        Set<String> taken = record.mounts().stream().map(MountPoint::destination).collect(Collectors.toSet());
        List<MountPoint> mounts = new ArrayList<>(record.mounts());
        for (String name : ENGINE_FILES) {
            Path file = table.folder(record.id()).resolve(name);
            if (!taken.contains("/etc/" + name) && Files.exists(file)) {
                mounts.add(new MountPoint("bind", "", file.toString(), "/etc/" + name, "", "", !record.host().isolation().readonlyRootfs(), ""));
            }
        }
        return mounts;
    }

    @Override
    public <T> T withFiles(String ref, Supplier<T> work) {
        return table.withFiles(ref, work);
    }

    @Override
    public void publish(String containerId, String action) {
        table.get(containerId).ifPresent(c -> table.events().publish(c.record(), action));
    }
}
