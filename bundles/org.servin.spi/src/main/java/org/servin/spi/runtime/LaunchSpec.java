package org.servin.spi.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.servin.spi.IdMaps;
import org.servin.spi.storage.RootFilesystem;

/**
 * Everything about one container that is to be launched. Policy is decided: nothing is defaulted from here on.
 *
 * @param id the container's id
 * @param runFolder a folder for the runtime's own files about this container, on a file system that is empty after a reboot; it exists
 * @param root the root file system
 * @param readOnlyRoot whether the root is mounted read-only
 * @param rootPropagation {@code MS_*} propagation of the root, usually {@code MS_PRIVATE|MS_REC}
 * @param namespaces namespaces
 * @param idMaps the users and groups of a user namespace that is not the host's; else none
 * @param hostname set in a UTS namespace of its own; empty: unchanged
 * @param domainname the same
 * @param mounts in order, after the root: /proc, /dev and /sys too
 * @param devices nodes below /dev
 * @param maskedPaths hidden by /dev/null or an empty read-only file system; passed over where absent
 * @param readOnlyPaths mounted read-only over themselves; passed over where absent
 * @param sysctls name with dots to value
 * @param cgroupPath the cgroup relative to each hierarchy's root, such as {@code /servin/0123…}
 * @param resources limits
 * @param init whether a reaper runs as process 1 above the process
 * @param process the process
 */
public record LaunchSpec(
        String id,
        Path runFolder,
        RootFilesystem root,
        boolean readOnlyRoot,
        long rootPropagation,
        Namespaces namespaces,
        IdMaps idMaps,
        String hostname,
        String domainname,
        List<MountSpec> mounts,
        List<DeviceSpec> devices,
        List<String> maskedPaths,
        List<String> readOnlyPaths,
        Map<String, String> sysctls,
        String cgroupPath,
        Resources resources,
        boolean init,
        ProcessSpec process) {
    /** Copies the collections. */
    public LaunchSpec {
        Objects.requireNonNull(id, "id is null");
        Objects.requireNonNull(runFolder, "runFolder is null");
        Objects.requireNonNull(root, "root is null");
        Objects.requireNonNull(namespaces, "namespaces is null");
        if (idMaps.isNone() != (namespaces.user().mode() == Namespace.Mode.HOST)) {
            throw new IllegalArgumentException("a user namespace has id maps, the host's has none");
        }
        mounts = List.copyOf(mounts);
        devices = List.copyOf(devices);
        maskedPaths = List.copyOf(maskedPaths);
        readOnlyPaths = List.copyOf(readOnlyPaths);
        sysctls = Map.copyOf(sysctls);
        Objects.requireNonNull(process, "process is null");
    }
}
