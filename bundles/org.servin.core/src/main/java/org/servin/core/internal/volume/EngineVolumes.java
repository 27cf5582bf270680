package org.servin.core.internal.volume;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.HostConfig;
import org.servin.core.container.MountPoint;
import org.servin.core.container.PruneReport;
import org.servin.core.driver.Drivers;
import org.servin.core.event.Events;
import org.servin.core.filter.Filters;
import org.servin.core.internal.volume.MountPlanning.Plan;
import org.servin.core.internal.volume.VolumeCatalog.Wish;
import org.servin.core.system.EngineSettings;
import org.servin.core.volume.VolumeInfo;
import org.servin.core.volume.Volumes;
import org.servin.spi.DriverKind;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.MountSpec;
import org.servin.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's volumes, and the mounts of its containers. */
@Component(service = {Volumes.class, ContainerMounts.class})
public final class EngineVolumes implements Volumes, ContainerMounts, Drivers.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(EngineVolumes.class);
    private final Drivers drivers;
    private final VolumeTable table;
    private final VolumeCatalog catalog;
    private final MountPlanning planning;
    private final MountPreparation preparation;
    private final VolumeFilling filling;
    private volatile boolean settled;

    /** Reads what the store has. */
    @Activate
    public EngineVolumes(@Reference Store store, @Reference Drivers drivers, @Reference Events events, @Reference EngineSettings settings) {
        this(store, drivers, events, new BindPropagation(settings.root(), HostMounts.own()), settings.idMaps().root());
    }

    /**
     * With other mounts of the host, for tests.
     *
     * @param owner whom new volumes and folders belong to
     */
    EngineVolumes(Store store, Drivers drivers, Events events, BindPropagation propagation, Owner owner) {
        this.drivers = drivers;
        this.table = new VolumeTable(store);
        this.catalog = new VolumeCatalog(drivers, events, table, owner);
        this.planning = new MountPlanning(catalog, table, propagation);
        this.preparation = new MountPreparation(drivers, events, new BindSources(owner), propagation);
        this.filling = new VolumeFilling(drivers);
        drivers.listen(this);
    }

    /** Hears of drivers no longer. */
    @Deactivate
    void stop() {
        drivers.unlisten(this);
    }

    @Override
    public VolumeInfo create(String name, String driver, Optional<Map<String, String>> options, Optional<Map<String, String>> labels) {
        return catalog.inspect(catalog.create(new Wish(name, driver, options, labels, Optional.empty())).record().name());
    }

    @Override
    public VolumeInfo inspect(String name) {
        return catalog.inspect(name);
    }

    @Override
    public List<VolumeInfo> list(Filters filters) {
        return catalog.list(filters);
    }

    @Override
    public void remove(String name, boolean force) {
        catalog.remove(name, force);
    }

    @Override
    public PruneReport prune(Filters filters) {
        return catalog.prune(filters);
    }

    @Override
    public OptionalLong usage(String name) {
        return catalog.usage(name);
    }

    @Override
    public List<MountPoint> plan(String containerId, ContainerConfig config, HostConfig host, Function<String, List<MountPoint>> others, RootView rootView) {
        Plan plan = planning.plan(containerId, config, host, others);
        try {
            plan.copies().forEach(mount -> filling.fill(containerId, mount, catalog.hasOptions(mount.name()), rootView));
            return plan.mounts();
        } catch (ServinException e) {
            planning.undo(containerId, plan, e);
            throw e;
        }
    }

    @Override
    public List<MountSpec> prepare(String containerId, HostConfig host, List<MountPoint> mounts) {
        return preparation.prepare(containerId, host, mounts);
    }

    @Override
    public void release(String containerId, List<MountPoint> mounts) {
        preparation.release(containerId, mounts);
    }

    @Override
    public void restore(String containerId, List<MountPoint> mounts) {
        preparation.restore(containerId, mounts);
    }

    @Override
    public void forget(String containerId, HostConfig host, List<MountPoint> mounts, boolean removeAnonymous) {
        Set<String> named = removeAnonymous ? MountSyntax.namedVolumes(host) : Set.of();
        List<MountPoint> volumes = mounts.stream().filter(m -> m.type().equals("volume")).toList();
        for (MountPoint mount : volumes) {
            table.unrefer(mount.name(), containerId);
            if (removeAnonymous && !named.contains(mount.destination()) && table.find(mount.name()).filter(VolumeRecord::anonymous).isPresent()) {
                try {
                    catalog.removeUnused(mount.name());
                } catch (ServinException e) {
                    // The container goes all the same; prune can have another try.
                    LOG.warn("cannot remove volume {} of container {}: {}", mount.name(), containerId, e.getMessage());
                }
            }
        }
    }

    @Override
    public void refer(String containerId, List<MountPoint> mounts) {
        mounts.stream().filter(m -> m.type().equals("volume")).forEach(m -> table.refer(m.name(), containerId));
    }

    @Override
    public void arrived(DriverKind kind, String name) {
        if (kind == DriverKind.VOLUME) {
            try {
                catalog.adopt(name);
            } catch (ServinException e) {
                LOG.warn("cannot list what volume driver {} has: {}", name, e.getMessage());
            }
            preparation.arrived(name);
            if (settled) {
                settle(name);
            }
        }
    }

    @Override
    public void settle() {
        settled = true;
        drivers.entries().stream().filter(entry -> entry.kind() == DriverKind.VOLUME).map(Drivers.Entry::name).distinct().forEach(this::settle);
    }

    private void settle(String driver) {
        try {
            preparation.tidy(driver, catalog.forgetLost(driver));
        } catch (ServinException e) {
            LOG.warn("cannot tidy up the volumes of driver {}: {}", driver, e.getMessage());
        }
    }

    @Override
    public void departed(DriverKind kind, String name) {
        // Containers keep their mounts; new work waits for the driver, or is refused, when it asks for a lease.
    }
}
