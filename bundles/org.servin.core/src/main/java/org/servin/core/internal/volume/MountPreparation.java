package org.servin.core.internal.volume;

import static org.servin.linux.fs.Mounts.MS_BIND;
import static org.servin.linux.fs.Mounts.MS_RDONLY;
import static org.servin.linux.fs.Mounts.MS_REC;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.servin.core.container.HostConfig;
import org.servin.core.container.MountConfig;
import org.servin.core.container.MountPoint;
import org.servin.core.driver.Drivers;
import org.servin.core.event.Events;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.volume.VolumeDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a container's mounts usable while it runs. */
final class MountPreparation {
    private static final Logger LOG = LoggerFactory.getLogger(MountPreparation.class);
    private static final String VOLUME = "volume";
    private final BindSources sources;
    private final Drivers drivers;
    private final Events events;
    private final BindPropagation propagation;
    /** Who has which volume mounted, by container: a driver that comes back must be told. */
    private final Map<String, List<MountPoint>> mounted = new ConcurrentHashMap<>();

    MountPreparation(Drivers drivers, Events events, BindSources sources, BindPropagation propagation) {
        this.sources = sources;
        this.propagation = propagation;
        this.drivers = drivers;
        this.events = events;
    }

    List<MountSpec> prepare(String containerId, HostConfig host, List<MountPoint> mounts) {
        List<MountSpec> specs = new ArrayList<>();
        List<MountPoint> done = new ArrayList<>();
        try {
            for (MountPoint mount : mounts) {
                switch (mount.type()) {
                    case VOLUME -> {
                        Path folder = mountVolume(containerId, mount);
                        done.add(mount);
                        specs.add(bind(folder.toString(), mount, true, mount.propagation()));
                    }
                    case "tmpfs" -> specs.add(TmpfsOptions.mount(mount.destination(), mount.rw(), config(host, mount).map(MountConfig::tmpfsOptions).orElse(null)));
                    default -> specs.add(bindMount(host, mount));
                }
            }
            if (host.general().tmpfs() != null) {
                host.general().tmpfs().forEach((target, options) -> specs.add(TmpfsOptions.mount(MountSyntax.clean(target), options)));
            }
            mounted.put(containerId, List.copyOf(done));
            return specs;
        } catch (RuntimeException e) {
            release(containerId, mounts); // also those it did not come to, as dockerd tells of them
            throw e;
        }
    }

    private static Optional<MountConfig> config(HostConfig host, MountPoint mount) {
        List<MountConfig> configs = host.general().mounts() == null ? List.of() : host.general().mounts();
        return configs.stream().filter(m -> MountSyntax.clean(m.target()).equals(mount.destination())).findFirst();
    }

    private Path mountVolume(String containerId, MountPoint mount) {
        Path folder;
        try (Lease<VolumeDriver> lease = drivers.lease(DriverKind.VOLUME, mount.driver(), VolumeDriver.class)) {
            folder = lease.driver().mount(mount.name(), containerId).mountpoint();
        } catch (ServinException e) {
            throw new ServinException(e.kind(), "error while mounting volume '" + mount.source() + "': " + e.getMessage(), e);
        }
        events.publish(VOLUME, "mount", mount.name(), Map.of("driver", mount.driver(), "container", containerId, "destination", mount.destination(),
                "read/write", Boolean.toString(mount.rw()), "propagation", mount.propagation()));
        return folder;
    }

    private MountSpec bindMount(HostConfig host, MountPoint mount) {
        Optional<MountConfig> config = config(host, mount);
        Path source = Path.of(mount.source());
        if (!Files.exists(source)) {
            // Binds have always made what is missing; Mounts never.
            if (config.isPresent()) {
                throw ServinException.invalid("invalid mount config for type \"bind\": bind source path does not exist: " + source);
            }
            sources.make(source);
        }
        Optional<MountConfig.BindOptions> options = config.map(MountConfig::bindOptions);
        boolean explicit = options.map(MountConfig.BindOptions::propagation).filter(p -> !p.isEmpty()).isPresent()
                || MountMode.parse(mount.mode()).filter(m -> !m.propagation().isEmpty()).isPresent();
        String possible = propagation.possible(mount.source(), mount.propagation(), explicit);
        return bind(mount.source(), mount, options.map(o -> !o.nonRecursive()).orElse(true), possible);
    }

    private static MountSpec bind(String source, MountPoint mount, boolean recursive, String propagation) {
        long flags = MS_BIND | (recursive ? MS_REC : 0) | (mount.rw() ? 0 : MS_RDONLY);
        return new MountSpec("bind", source, mount.destination(), flags, "", Propagation.bits(propagation));
    }

    /** The container needs its volumes no longer. What fails is logged: nobody can do anything about it now. */
    void release(String containerId, List<MountPoint> mounts) {
        mounted.remove(containerId);
        for (MountPoint mount : mounts) {
            if (mount.type().equals(VOLUME)) {
                release(containerId, mount);
            }
        }
    }

    private void release(String containerId, MountPoint mount) {
        try {
            drivers.leaseNow(DriverKind.VOLUME, mount.driver(), VolumeDriver.class).ifPresentOrElse(lease -> {
                try (lease) {
                    lease.driver().unmount(mount.name(), containerId);
                }
            }, () -> LOG.warn("volume driver {} is away: volume {} stays mounted", mount.driver(), mount.name()));
            events.publish(VOLUME, "unmount", mount.name(), Map.of("driver", mount.driver(), "container", containerId));
        } catch (ServinException e) {
            LOG.warn("cannot unmount volume {} of container {}: {}", mount.name(), containerId, e.getMessage());
        }
    }

    /** The container runs with these mounts: its drivers are told, now or when they arrive. */
    void restore(String containerId, List<MountPoint> mounts) {
        List<MountPoint> volumes = mounts.stream().filter(m -> m.type().equals(VOLUME)).toList();
        mounted.put(containerId, volumes);
        volumes.forEach(mount -> tell(containerId, mount));
    }

    /** A driver has come: it knows nothing of what its predecessor mounted. */
    void arrived(String driver) {
        mounted.forEach((containerId, mounts) -> mounts.stream().filter(m -> m.driver().equals(driver)).forEach(mount -> tell(containerId, mount)));
    }

    /** Unmounts those of a driver's volumes that no container has mounted: an engine that was killed may have left them so. Then has the driver do the rest. */
    void tidy(String driver, List<String> volumes) {
        Set<String> used = mounted.values().stream().flatMap(List::stream).filter(m -> m.driver().equals(driver)).map(MountPoint::name).collect(Collectors.toSet());
        drivers.leaseNow(DriverKind.VOLUME, driver, VolumeDriver.class).ifPresent(lease -> {
            try (lease) {
                // Nobody is who leaves: a container that starts meanwhile keeps its mount, since the driver knows of it.
                volumes.stream().filter(name -> !used.contains(name)).forEach(name -> lease.driver().unmount(name, ""));
                lease.driver().tidy();
            }
        });
    }

    private void tell(String containerId, MountPoint mount) {
        try {
            drivers.leaseNow(DriverKind.VOLUME, mount.driver(), VolumeDriver.class).ifPresent(lease -> {
                try (lease) {
                    lease.driver().mount(mount.name(), containerId);
                }
            });
        } catch (ServinException e) {
            LOG.warn("volume {} of running container {}: {}", mount.name(), containerId, e.getMessage());
        }
    }
}
