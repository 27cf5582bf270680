package org.servin.runtime.internal.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.servin.linux.cgroup.CgroupLayout;
import org.servin.linux.cgroup.CgroupLayout.Hierarchy;

/** A folder that looks like mounted control groups, with the files of one container's group in it. */
final class FakeGroups {
    static final String PATH = "/servin/c1";
    private final Path root;

    FakeGroups(Path root) {
        this.root = root;
    }

    CgroupLayout legacy() {
        return new CgroupLayout(Arrays.asList("cpu,cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids").stream()
                .map(names -> new Hierarchy(root.resolve(names), Set.of(names.split(",")))).toList(), Optional.empty());
    }

    CgroupLayout unified() {
        return new CgroupLayout(java.util.List.of(), Optional.of(root));
    }

    FakeGroups file(String hierarchy, String name, String content) {
        try {
            Path folder = root.resolve(hierarchy).resolve(PATH.substring(1));
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(String hierarchy, String name) {
        try {
            return Files.readString(root.resolve(hierarchy).resolve(PATH.substring(1)).resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
