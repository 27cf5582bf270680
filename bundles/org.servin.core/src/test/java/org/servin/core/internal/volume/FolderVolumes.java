package org.servin.core.internal.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.volume.VolumeDriver;
import org.servin.spi.volume.VolumeInfo;
import org.servin.spi.volume.VolumeSpec;

/** A volume driver of folders that remembers who uses what. */
final class FolderVolumes implements VolumeDriver {
    final Map<String, Set<String>> users = new HashMap<>();
    final Set<String> there = new TreeSet<>();
    final List<String> unmounted = new ArrayList<>();
    int tidied;
    private final Path root;

    FolderVolumes(Path root) {
        this.root = root;
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public VolumeInfo create(VolumeSpec spec) {
        if (spec.name().equals("bad")) {
            throw ServinException.invalid("no such names");
        }
        try {
            Files.createDirectories(root.resolve(spec.name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        there.add(spec.name());
        return info(spec.name());
    }

    private VolumeInfo info(String name) {
        return new VolumeInfo(name, root.resolve(name));
    }

    @Override
    public Optional<VolumeInfo> find(String name) {
        return there.contains(name) ? Optional.of(info(name)) : Optional.empty();
    }

    @Override
    public List<VolumeInfo> list() {
        return there.stream().map(this::info).toList();
    }

    @Override
    public VolumeInfo mount(String name, String user) {
        if (!there.contains(name)) {
            throw ServinException.notFound("no such volume: " + name);
        }
        users.computeIfAbsent(name, n -> new HashSet<>()).add(user);
        return info(name);
    }

    @Override
    public void unmount(String name, String user) {
        unmounted.add(name);
        users.getOrDefault(name, new HashSet<>()).remove(user);
    }

    @Override
    public void remove(String name) {
        there.remove(name);
    }

    @Override
    public OptionalLong usage(String name) {
        return OptionalLong.of(100);
    }

    @Override
    public void tidy() {
        tidied++;
    }
}
