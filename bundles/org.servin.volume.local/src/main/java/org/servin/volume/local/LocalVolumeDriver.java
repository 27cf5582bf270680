package org.servin.volume.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.Mounts;
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
    private final Scaffolding scaffolding;
    private final VolumeUsers users = new VolumeUsers();

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
        this.scaffolding = new Scaffolding(root);
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public VolumeInfo create(VolumeSpec spec) {
        VolumeFolder folder = VolumeFolder.of(root, spec.name());
        VolumeOptions options = VolumeOptions.parse(spec.options());
        return users.with(spec.name(), present -> {
            if (VolumeFolder.find(root, spec.name()).isEmpty()) {
                make(folder, options, spec);
            }
            return info(folder);
        });
    }

    private void make(VolumeFolder folder, VolumeOptions options, VolumeSpec spec) {
        try {
            folder.make(options, spec.owner(), scaffolding.place());
        } catch (IOException | ErrnoException e) {
            throw ServinException.internal("cannot make volume folder " + folder.data() + ": " + e.getMessage(), e);
        }
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
    public void tidy() {
        scaffolding.removeOthers();
    }

    @Override
    public VolumeInfo mount(String name, String user) {
        return users.with(name, present -> {
            VolumeFolder folder = existing(name);
            if (present.isEmpty()) {
                mountIfNeeded(folder);
            }
            present.add(user);
            return info(folder);
        });
    }

    /** There is one mount for all users, and on the host: so they share a tmpfs or a server, and it outlives the engine as they do. */
    private void mountIfNeeded(VolumeFolder folder) {
        VolumeOptions options = folder.options();
        // It is mounted already if this driver, or the engine, was started again while containers ran.
        if (options.needsMount() && !mountTable.isMounted(folder.data())) {
            MountRequest.of(options, MountWords::lookUp).mountAt(folder.data());
        }
    }

    @Override
    public void unmount(String name, String user) {
        users.with(name, present -> {
            present.remove(user);
            if (present.isEmpty()) {
                VolumeFolder.find(root, name).ifPresent(this::unmountIfMounted);
            }
            return null;
        });
    }

    private void unmountIfMounted(VolumeFolder folder) {
        if (folder.options().needsMount() && mountTable.isMounted(folder.data())) {
            try {
                // Whoever still has a file open there keeps it; nobody new gets in.
                Mounts.detach(folder.data());
            } catch (ErrnoException e) {
                throw ServinException.internal("cannot unmount volume " + folder.name() + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void remove(String name) {
        users.with(name, present -> {
            if (!present.isEmpty()) {
                throw new ServinException(ErrorKind.IN_USE, "volume has active mounts");
            }
            VolumeFolder.find(root, name).ifPresent(this::remove);
            return null;
        });
    }

    private void remove(VolumeFolder folder) {
        unmountIfMounted(folder);
        // What is mounted there is not the volume's. Should something be mounted from now on, the removal meets it and ends.
        if (mountTable.isMountedWithin(folder.path())) {
            throw new ServinException(ErrorKind.IN_USE, "something is mounted in " + folder.data());
        }
        try {
            folder.remove(scaffolding.place());
        } catch (ErrnoException e) {
            throw ServinException.internal("cannot remove " + folder.path() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public OptionalLong usage(String name) {
        VolumeFolder folder = existing(name);
        if (folder.options().needsMount()) {
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
