package org.servin.volume.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.Mounts;
import org.servin.linux.fs.TreeRemoval;
import org.servin.linux.fs.TreeSize;
import org.servin.spi.Driver;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.volume.VolumeDriver;
import org.servin.spi.volume.VolumeInfo;
import org.servin.spi.volume.VolumeSpec;

/**
 * Volumes as folders of the host: {@code <root>/volumes/<name>/_data}. With the options type, device and o, that folder is where something is
 * mounted while containers use the volume, as {@code mount -t type -o o device} would.
 */
@Component(configurationPid = "org.servin")
@Driver(kind = "volume", name = "local", priority = 10)
public final class LocalVolumeDriver implements VolumeDriver {
    private final Path root;
    private final MountTable mountTable;
    private final Map<String, Set<String>> users = new HashMap<>();

    /** The engine's configuration, as far as the driver needs it. */
    public @interface Config {
        /** The engine's folder. */
        String root() default "/var/lib/servin";
    }

    /** Nothing is read or made before the first use. */
    @Activate
    public LocalVolumeDriver(Config config) {
        this(Path.of(config.root(), "volumes"), MountTable.ofHost());
    }

    LocalVolumeDriver(Path root, MountTable mountTable) {
        this.root = root;
        this.mountTable = mountTable;
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public synchronized VolumeInfo create(VolumeSpec spec) {
        VolumeFolder folder = VolumeFolder.of(root, spec.name());
        MountOptions options = MountOptions.parse(spec.options());
        if (!Files.isDirectory(folder.data(), LinkOption.NOFOLLOW_LINKS)) {
            try {
                folder.make(options, spec.owner());
            } catch (IOException | ErrnoException e) {
                throw ServinException.internal("cannot make volume folder " + folder.data() + ": " + e.getMessage(), e);
            }
        }
        return info(folder);
    }

    private static VolumeInfo info(VolumeFolder folder) {
        return new VolumeInfo(folder.name(), folder.data());
    }

    @Override
    public Optional<VolumeInfo> find(String name) {
        return VolumeFolder.find(root, name).map(LocalVolumeDriver::info);
    }

    @Override
    public List<VolumeInfo> list() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.sorted().map(p -> p.getFileName().toString()).flatMap(name -> find(name).stream()).toList();
        } catch (IOException e) {
            throw ServinException.internal("cannot list " + root + ": " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized VolumeInfo mount(String name, String user) {
        VolumeFolder folder = existing(name);
        Set<String> present = users.computeIfAbsent(name, n -> new HashSet<>());
        if (present.isEmpty()) {
            mountIfNeeded(folder);
        }
        present.add(user);
        return info(folder);
    }

    private void mountIfNeeded(VolumeFolder folder) {
        MountOptions options = folder.options();
        // It is mounted already if this driver, or the engine, was started again while containers ran.
        if (options.isEmpty() || mountTable.isMounted(folder.data())) {
            return;
        }
        try {
            options.mountAt(folder.data());
        } catch (ErrnoException e) {
            throw ServinException.internal("failed to mount local volume: " + e.getMessage() + " (" + options.describe() + ")", e);
        }
    }

    @Override
    public synchronized void unmount(String name, String user) {
        Set<String> present = users.getOrDefault(name, new HashSet<>());
        present.remove(user);
        if (present.isEmpty()) {
            users.remove(name);
            VolumeFolder.find(root, name).ifPresent(this::unmountIfMounted);
        }
    }

    private void unmountIfMounted(VolumeFolder folder) {
        if (!folder.options().isEmpty() && mountTable.isMounted(folder.data())) {
            try {
                // Whoever still has a file open there keeps it; nobody new gets in.
                Mounts.detach(folder.data());
            } catch (ErrnoException e) {
                throw ServinException.internal("cannot unmount volume " + folder.name() + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public synchronized void remove(String name) {
        if (!users.getOrDefault(name, Set.of()).isEmpty()) {
            throw new ServinException(ErrorKind.IN_USE, "volume has active mounts");
        }
        Optional<VolumeFolder> folder = VolumeFolder.find(root, name);
        if (folder.isEmpty()) {
            return;
        }
        // Never delete through a mount: that data is not the volume's.
        unmountIfMounted(folder.get());
        if (mountTable.isMounted(folder.get().data())) {
            throw new ServinException(ErrorKind.IN_USE, "something is mounted at " + folder.get().data());
        }
        try {
            TreeRemoval.remove(folder.get().path());
        } catch (ErrnoException e) {
            throw ServinException.internal("cannot remove " + folder.get().path() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public OptionalLong usage(String name) {
        VolumeFolder folder = existing(name);
        if (!folder.options().isEmpty()) {
            // What is mounted there is not on our disk.
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(TreeSize.of(folder.data()));
        } catch (ErrnoException e) {
            throw ServinException.internal("cannot measure " + folder.data() + ": " + e.getMessage(), e);
        }
    }

    private VolumeFolder existing(String name) {
        return VolumeFolder.find(root, name).orElseThrow(() -> ServinException.notFound("no such volume: " + name));
    }
}
