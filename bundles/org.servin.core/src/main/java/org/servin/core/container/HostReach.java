package org.servin.core.container;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.servin.core.internal.launch.HostDefaults;
import org.servin.core.internal.volume.MountSyntax;
import org.servin.core.internal.volume.WantedMount;

/**
 * What of the host, and of other containers, the host part of a configuration reaches for: read by the code that makes the container, so that who decides whether it may
 * be made sees what will be made. Not seen are mounts that {@code VolumesFrom} brings: the containers that it names have them.
 *
 * @param paths absolute paths of the host, without dots and doubled slashes; links are not followed
 * @param volumes names of volumes
 * @param volumeDrivers drivers of volumes that are made on the way, where they are named
 * @param hostNamespaces which of the host's own namespaces the container is in: {@code pid}, {@code ipc}, {@code network}, {@code uts}, {@code user}, {@code cgroup}
 * @param sharedNamespaces which of another container's: kinds as before, with that container's name or id
 * @param unmasked whether paths of the kernel's that are hidden or read-only for every container are not for this one
 */
public record HostReach(Set<String> paths, Set<String> volumes, Set<String> volumeDrivers, Set<String> hostNamespaces, Map<String, String> sharedNamespaces, boolean unmasked) {
    private static final String HOST = "host";
    private static final String CONTAINER = "container:";
    /** Options of the driver {@code local} that say what is mounted. */
    private static final String DEVICE = "device";
    private static final String MOUNT_OPTIONS = "o";

    /** Copies the collections. */
    public HostReach {
        paths = Set.copyOf(paths);
        volumes = Set.copyOf(volumes);
        volumeDrivers = Set.copyOf(volumeDrivers);
        hostNamespaces = Set.copyOf(hostNamespaces);
        sharedNamespaces = Map.copyOf(sharedNamespaces);
    }

    /** Reads it; whatever is malformed fails as it would when the container is made. */
    public static HostReach of(HostConfig host) {
        Set<String> paths = new TreeSet<>();
        Set<String> volumes = new TreeSet<>();
        Set<String> drivers = new TreeSet<>();
        add(drivers, host.general().volumeDriver());
        for (String text : orEmpty(host.general().binds())) {
            WantedMount bind = MountSyntax.bind(text, "");
            add(bind.type() == WantedMount.Type.BIND ? paths : volumes, bind.source());
        }
        for (MountConfig mount : orEmpty(host.general().mounts())) {
            if ("bind".equals(mount.type())) {
                add(paths, mount.source() == null ? "" : MountSyntax.clean(mount.source()));
            } else if ("volume".equals(mount.type())) {
                add(volumes, mount.source());
                MountConfig.DriverConfig driver = mount.volumeOptions() == null ? null : mount.volumeOptions().driverConfig();
                if (driver != null) {
                    add(drivers, driver.name());
                    paths.addAll(ofVolume(driver.options()));
                }
            }
        }
        Map<String, String> modes = modes(host);
        Set<String> own = new TreeSet<>();
        Map<String, String> shared = new LinkedHashMap<>();
        modes.forEach((kind, mode) -> {
            if (HOST.equals(mode)) {
                own.add(kind);
            } else if (mode != null && mode.startsWith(CONTAINER)) {
                shared.put(kind, mode.substring(CONTAINER.length()));
            }
        });
        return new HostReach(paths, volumes, drivers, own, shared, unmasked(host.isolation()));
    }

    /**
     * Paths of the host that a volume of these options shows: its device, and those among its mount options, as overlay's layers are. Empty without any. The options may
     * be null.
     */
    public static Set<String> ofVolume(Map<String, String> options) {
        Set<String> paths = new TreeSet<>();
        if (options != null) {
            Stream<String> layers = Stream.of(orEmptyText(options.get(MOUNT_OPTIONS)).split("[,:=]"));
            Stream.concat(Stream.of(orEmptyText(options.get(DEVICE))), layers).filter(part -> part.startsWith("/")).map(MountSyntax::clean).forEach(paths::add);
        }
        return paths;
    }

    private static Map<String, String> modes(HostConfig host) {
        HostConfig.Isolation i = host.isolation();
        Map<String, String> modes = new LinkedHashMap<>();
        modes.put("pid", i.pidMode());
        modes.put("ipc", i.ipcMode());
        modes.put("network", host.wiring().networkMode());
        modes.put("uts", i.utsMode());
        modes.put("user", i.usernsMode());
        modes.put("cgroup", i.cgroupnsMode());
        return modes;
    }

    private static boolean unmasked(HostConfig.Isolation i) {
        return i.maskedPaths() != null && !i.maskedPaths().containsAll(HostDefaults.MASKED)
                || i.readonlyPaths() != null && !i.readonlyPaths().containsAll(HostDefaults.READ_ONLY);
    }

    private static void add(Set<String> all, String text) {
        if (text != null && !text.isEmpty()) {
            all.add(text);
        }
    }

    private static String orEmptyText(String text) {
        return Objects.requireNonNullElse(text, "");
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }
}
