package org.servin.linux.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where control groups are mounted. Immutable.
 *
 * @param hierarchies those of version 1, each mount once, in the order of their mounts; empty on a pure version 2 host
 * @param unified the mount of version 2, if there is one; beside version 1 it has no controllers that matter ("hybrid")
 */
public record CgroupLayout(List<Hierarchy> hierarchies, Optional<Path> unified) {
    /** Copies the list. */
    public CgroupLayout {
        hierarchies = List.copyOf(hierarchies);
    }

    /**
     * A mounted hierarchy of version 1.
     *
     * @param mountPoint where
     * @param controllers those mounted together there, such as {@code cpu} and {@code cpuacct}; a named one as {@code name=systemd}
     */
    public record Hierarchy(Path mountPoint, Set<String> controllers) {
        /** Copies the set. */
        public Hierarchy {
            controllers = Set.copyOf(controllers);
        }

        /** Whether a controller is mounted here. */
        public boolean has(String controller) {
            return controllers.contains(controller);
        }
    }

    /** The layout of this host, as this process sees it. */
    public static CgroupLayout ofHost() {
        return read(Path.of("/proc/self/mountinfo"));
    }

    /** The layout that a file in the form of {@code /proc/self/mountinfo} tells. */
    public static CgroupLayout read(Path mountinfo) {
        try {
            return parse(Files.readAllLines(mountinfo, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + mountinfo, e);
        }
    }

    static CgroupLayout parse(List<String> mountinfo) {
        List<Hierarchy> hierarchies = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        Path unified = null;
        for (String line : mountinfo) {
            String[] fields = line.split(" ");
            int separator = Arrays.asList(fields).indexOf("-");
            if (separator < 5 || fields.length < separator + 4) {
                continue;
            }
            Path mountPoint = Path.of(unescape(fields[4]));
            String type = fields[separator + 1];
            if (type.equals("cgroup2") && unified == null) {
                unified = mountPoint;
            } else if (type.equals("cgroup")) {
                Set<String> controllers = controllers(fields[separator + 3]);
                // A hierarchy may be mounted in several places (a chroot's /sys, for one); the first is the system's own.
                if (!controllers.isEmpty() && seen.addAll(controllers)) {
                    hierarchies.add(new Hierarchy(mountPoint, controllers));
                }
            }
        }
        return new CgroupLayout(hierarchies, Optional.ofNullable(unified));
    }

    private static final Set<String> MOUNT_OPTIONS = Set.of("rw", "ro", "xattr", "noprefix", "clone_children", "cpuset_v2_mode", "none", "all", "favordynmods");

    private static Set<String> controllers(String superOptions) {
        Set<String> result = new LinkedHashSet<>();
        for (String option : superOptions.split(",")) {
            if (!MOUNT_OPTIONS.contains(option) && (!option.contains("=") || option.startsWith("name="))) {
                result.add(option);
            }
        }
        return result;
    }

    /** mountinfo writes blanks, tabs, newlines and backslashes as three octal digits. */
    private static String unescape(String text) {
        return text.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
    }

    /** Whether limits are set through version 2: nothing but perhaps a named hierarchy is mounted as version 1. */
    public boolean isUnified() {
        return unified.isPresent() && hierarchies.stream().allMatch(h -> h.controllers().stream().allMatch(c -> c.startsWith("name=")));
    }

    /** The hierarchy of version 1 with a controller. */
    public Optional<Hierarchy> hierarchy(String controller) {
        return hierarchies.stream().filter(h -> h.has(controller)).findFirst();
    }
}
