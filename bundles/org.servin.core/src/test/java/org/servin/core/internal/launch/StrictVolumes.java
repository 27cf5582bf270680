package org.servin.core.internal.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.volume.VolumeDriver;
import org.servin.spi.volume.VolumeInfo;
import org.servin.spi.volume.VolumeSpec;

/** A volume driver that refuses the names that the local driver refuses. */
record StrictVolumes(Path root) implements VolumeDriver {
    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public VolumeInfo create(VolumeSpec spec) {
        if (spec.name().length() == 1) {
            throw ServinException.invalid("volume name is too short, names should be at least two alphanumeric characters");
        }
        if (!spec.name().matches("[a-zA-Z0-9][a-zA-Z0-9_.-]+")) {
            throw ServinException.invalid("\"" + spec.name() + "\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed."
                    + " If you intended to pass a host directory, use absolute path");
        }
        return new VolumeInfo(spec.name(), root.resolve(spec.name()));
    }

    @Override
    public Optional<VolumeInfo> find(String name) {
        return Optional.empty();
    }

    @Override
    public List<VolumeInfo> list() {
        return List.of();
    }

    @Override
    public VolumeInfo mount(String name, String user) {
        try {
            return new VolumeInfo(name, Files.createDirectories(root.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void unmount(String name, String user) {
        // Nothing is mounted.
    }

    @Override
    public void remove(String name) {
        // Nothing is there.
    }

    @Override
    public OptionalLong usage(String name) {
        return OptionalLong.empty();
    }
}
