package org.servin.core.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.servin.core.container.DeviceMapping;
import org.servin.core.container.DeviceRequest;
import org.servin.core.container.HostConfig;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.DeviceRule;
import org.servin.spi.runtime.DeviceSpec;

/**
 * The device nodes of a container, and what its device cgroup lets it do.
 *
 * @param nodes nodes to make
 * @param rules rules in order
 */
record DevicePlan(List<DeviceSpec> nodes, List<DeviceRule> rules) {
    private static final String ALL_ACCESS = "rwm";
    private static final int WORLD = 0666;
    private static final Pattern ACCESS = Pattern.compile("[rwm]+");
    private static final Pattern RULE = Pattern.compile("([acb]) (\\d+|\\*):(\\d+|\\*) ([rwm]{1,3})");
    /** Below /dev, but not devices of the host that a privileged container should see. */
    private static final Set<String> NOT_SHARED = Set.of("pts", "shm", "fd", "mqueue", ".lxc", ".lxd-mounts", ".udev", "console");

    private static final List<DeviceSpec> USUAL_NODES = List.of(
            usual("null", 3), usual("zero", 5), usual("full", 7), usual("random", 8), usual("urandom", 9),
            new DeviceSpec("/dev/tty", 'c', 5, 0, WORLD, 0, 0));

    /** Nodes may be made freely; used are those that every container has, and its terminals. */
    private static final List<DeviceRule> USUAL_RULES = List.of(
            new DeviceRule(false, 'a', -1, -1, ALL_ACCESS),
            new DeviceRule(true, 'c', -1, -1, "m"),
            new DeviceRule(true, 'b', -1, -1, "m"),
            new DeviceRule(true, 'c', 1, 3, ALL_ACCESS),
            new DeviceRule(true, 'c', 1, 5, ALL_ACCESS),
            new DeviceRule(true, 'c', 1, 7, ALL_ACCESS),
            new DeviceRule(true, 'c', 1, 8, ALL_ACCESS),
            new DeviceRule(true, 'c', 1, 9, ALL_ACCESS),
            new DeviceRule(true, 'c', 5, 0, ALL_ACCESS),
            new DeviceRule(true, 'c', 5, 1, ALL_ACCESS),
            new DeviceRule(true, 'c', 5, 2, ALL_ACCESS),
            new DeviceRule(true, 'c', 136, -1, ALL_ACCESS),
            // /dev/net/tun may be made by mknod and used: so it is with dockerd.
            new DeviceRule(true, 'c', 10, 200, ALL_ACCESS));

    /** Copies the lists. */
    DevicePlan {
        nodes = List.copyOf(nodes);
        rules = List.copyOf(rules);
    }

    private static DeviceSpec usual(String name, int minor) {
        return new DeviceSpec("/dev/" + name, 'c', 1, minor, WORLD, 0, 0);
    }

    static DevicePlan of(HostConfig host) {
        for (DeviceRequest request : orEmpty(host.resources().deviceRequests())) {
            throw noDriver(request);
        }
        if (host.isolation().privileged()) {
            return privileged();
        }
        List<DeviceSpec> nodes = new ArrayList<>(USUAL_NODES);
        List<DeviceRule> rules = new ArrayList<>(USUAL_RULES);
        for (DeviceMapping mapping : orEmpty(host.resources().devices())) {
            add(mapping, nodes, rules);
        }
        orEmpty(host.resources().deviceCgroupRules()).forEach(rule -> rules.add(rule(rule)));
        return new DevicePlan(nodes, rules);
    }

    /** Dockerd has drivers where their own software is installed; here there are none. */
    private static ServinException noDriver(DeviceRequest request) {
        String capabilities = orEmpty(request.capabilities()).stream().map(all -> "[" + String.join(" ", all) + "]").collect(Collectors.joining(" ", "[", "]"));
        return new ServinException(ErrorKind.INTERNAL, "could not select device driver \"" + request.driver() + "\" with capabilities: " + capabilities);
    }

    private static DevicePlan privileged() {
        List<DeviceSpec> nodes = new ArrayList<>();
        below(Path.of("/dev"), found -> nodes.add(spec(found, found.path().toString())));
        for (DeviceSpec usual : USUAL_NODES) {
            if (nodes.stream().noneMatch(n -> n.path().equals(usual.path()))) {
                nodes.add(usual);
            }
        }
        return new DevicePlan(nodes, List.of(new DeviceRule(true, 'a', -1, -1, ALL_ACCESS)));
    }

    private static void add(DeviceMapping mapping, List<DeviceSpec> nodes, List<DeviceRule> rules) {
        String outside = mapping.pathOnHost() == null ? "" : mapping.pathOnHost();
        String inside = mapping.pathInContainer() == null || mapping.pathInContainer().isEmpty() ? outside : Path.of("/", mapping.pathInContainer()).toString();
        String access = access(mapping.cgroupPermissions());
        if (outside.isEmpty()) {
            throw gathering(mapping, "no such file or directory", null);
        }
        try {
            Path real = Path.of(outside).toRealPath();
            Optional<HostDevice> single = HostDevice.find(real);
            if (single.isPresent()) {
                add(single.get(), inside, access, nodes, rules);
                return;
            }
            int before = rules.size();
            if (Files.isDirectory(real)) {
                below(real, found -> add(found, inside + "/" + real.relativize(found.path()), access, nodes, rules));
            }
            if (rules.size() == before) {
                throw gathering(mapping, "not a device node", null);
            }
        } catch (NoSuchFileException e) {
            throw gathering(mapping, "no such file or directory", e);
        } catch (IOException e) {
            throw gathering(mapping, e.getMessage(), e);
        }
    }

    private static void add(HostDevice device, String inside, String access, List<DeviceSpec> nodes, List<DeviceRule> rules) {
        nodes.removeIf(n -> n.path().equals(inside));
        nodes.add(spec(device, inside));
        rules.add(new DeviceRule(true, device.type(), device.major(), device.minor(), access));
    }

    private static String access(String letters) {
        if (letters == null || !ACCESS.matcher(letters).matches()) {
            throw new ServinException(ErrorKind.INTERNAL, letters == null || letters.isEmpty() ? "device access cannot be empty" : "invalid device access: " + letters);
        }
        return letters;
    }

    private static ServinException gathering(DeviceMapping mapping, String why, IOException cause) {
        return new ServinException(ErrorKind.INTERNAL, "error gathering device information while adding custom device \"" + mapping.pathOnHost() + "\": " + why, cause);
    }

    private interface Found {
        void accept(HostDevice device);
    }

    /** All nodes below a folder; links are not followed. What vanishes meanwhile, as devices do, is passed over. */
    private static void below(Path folder, Found found) {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                if (NOT_SHARED.contains(entry.getFileName().toString())) {
                    continue;
                }
                try {
                    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                        below(entry, found);
                    } else {
                        HostDevice.find(entry, LinkOption.NOFOLLOW_LINKS).ifPresent(found::accept);
                    }
                } catch (NoSuchFileException gone) {
                    continue;
                }
            }
        } catch (IOException e) {
            throw ServinException.internal("cannot list devices below " + folder + ": " + e.getMessage(), e);
        }
    }

    private static DeviceSpec spec(HostDevice device, String inside) {
        return new DeviceSpec(inside, device.path().toString(), device.type(), device.major(), device.minor(), device.mode(), device.uid(), device.gid());
    }

    private static DeviceRule rule(String text) {
        Matcher parts = RULE.matcher(text);
        if (!parts.matches()) {
            throw new ServinException(ErrorKind.INTERNAL, "invalid device cgroup rule format: '" + text + "'");
        }
        return new DeviceRule(true, parts.group(1).charAt(0), number(parts.group(2)), number(parts.group(3)), parts.group(4));
    }

    private static long number(String text) {
        return text.equals("*") ? -1 : Long.parseLong(text);
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
