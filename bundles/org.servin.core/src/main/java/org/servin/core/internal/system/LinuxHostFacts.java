package org.servin.core.internal.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.core.system.HostFacts;

/** Reads the host's facts from /proc, /sys and /etc. What cannot change while a kernel runs is read once. */
@Component
public final class LinuxHostFacts implements HostFacts {
    private static final String DISKS = "sys/dev/block/";
    private final Path system;
    private final Map<String, String> release;
    private volatile String kernel;
    private final Map<String, Path> hierarchies;
    private final boolean unified;

    /** The host this runs on. */
    @Activate
    public LinuxHostFacts() {
        this(Path.of("/"));
    }

    /** A host whose files are below a folder. */
    LinuxHostFacts(Path system) {
        this.system = system;
        this.release = osRelease();
        this.unified = Files.exists(system.resolve("sys/fs/cgroup/cgroup.controllers"));
        this.hierarchies = hierarchies();
    }

    private Map<String, String> osRelease() {
        Map<String, String> entries = new LinkedHashMap<>();
        Path file = List.of("etc/os-release", "usr/lib/os-release").stream().map(system::resolve).filter(Files::exists).findFirst().orElse(null);
        if (file != null) {
            for (String line : lines(file)) {
                int at = line.indexOf('=');
                if (at > 0) {
                    entries.put(line.substring(0, at).strip(), unquoted(line.substring(at + 1).strip()));
                }
            }
        }
        return entries;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && (value.startsWith("\"") && value.endsWith("\"") || value.startsWith("'") && value.endsWith("'"));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** Mounted hierarchies of cgroup v1 by controller, from mountinfo (proc(5)): fields after the dash are type, source, options. */
    private Map<String, Path> hierarchies() {
        Map<String, Path> found = new LinkedHashMap<>();
        for (String line : lines(system.resolve("proc/self/mountinfo"))) {
            int dash = line.indexOf(" - ");
            String[] tail = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ");
            if (tail.length == 3 && tail[0].equals("cgroup")) {
                Path folder = Path.of(line.split(" ")[4]);
                for (String option : tail[2].split(",")) {
                    if (!option.equals("rw") && !option.equals("ro") && !option.contains("=")) {
                        found.putIfAbsent(option, folder);
                    }
                }
            }
        }
        return found;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private String line(String file) {
        List<String> lines = lines(system.resolve(file));
        return lines.isEmpty() ? "" : lines.get(0).strip();
    }

    @Override
    public String kernelVersion() {
        String known = kernel; // another kernel needs another start of the machine
        if (known == null) {
            known = line("proc/sys/kernel/osrelease");
            kernel = known;
        }
        return known;
    }

    @Override
    public String operatingSystem() {
        return release.getOrDefault("PRETTY_NAME", "Linux");
    }

    @Override
    public String osVersion() {
        return release.getOrDefault("VERSION_ID", "");
    }

    @Override
    public String architecture() {
        return switch (machine()) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> machine();
        };
    }

    @Override
    public String machine() {
        String name = System.getProperty("os.arch");
        return name.equals("amd64") ? "x86_64" : name;
    }

    @Override
    public String hostname() {
        return line("proc/sys/kernel/hostname");
    }

    @Override
    public int cpus() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public long memory() {
        return lines(system.resolve("proc/meminfo")).stream().filter(l -> l.startsWith("MemTotal:"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")) * 1024).findFirst().orElse(0);
    }

    @Override
    public int cgroupVersion() {
        return unified ? 2 : 1;
    }

    @Override
    public List<String> cgroupControllers() {
        return unified ? List.of(line("sys/fs/cgroup/cgroup.controllers").split(" ")) : new ArrayList<>(hierarchies.keySet());
    }

    @Override
    public boolean apparmor() {
        Path enabled = system.resolve("sys/module/apparmor/parameters/enabled");
        Path profiles = system.resolve("sys/kernel/security/apparmor"); // without which none can be loaded
        return Files.exists(profiles) && Files.exists(enabled) && lines(enabled).contains("Y");
    }

    @Override
    public boolean swapLimit() {
        if (!unified) {
            return cgroupFile("memory", "memory.memsw.limit_in_bytes");
        }
        return cgroupControllers().contains("memory") && Files.exists(system.resolve("proc/swaps"));
    }

    @Override
    public boolean cgroupFile(String controller, String file) {
        if (unified) {
            return cgroupControllers().contains(controller.equals("cpuacct") ? "cpu" : controller);
        }
        Path folder = hierarchies.get(controller);
        return folder != null && Files.exists(folder.resolve(file));
    }

    @Override
    public boolean sharesDisk(int major, int minor) {
        String number = major + ":" + minor;
        if (!unified) {
            return hasBfqGroups() && isScheduledByBfq(DISKS + number);
        }
        Path costs = system.resolve("sys/fs/cgroup/io.cost.qos");
        return isScheduledByBfq(DISKS + number) || Files.exists(costs) && lines(costs).stream().anyMatch(l -> l.startsWith(number + " enable=1"));
    }

    @Override
    public boolean sharesDisks() {
        if (unified) {
            return cgroupControllers().contains("io");
        }
        return cgroupFile("blkio", "blkio.weight") || hasBfqGroups() && disks().stream().anyMatch(this::isScheduledByBfq);
    }

    /** The files with weights are in the groups below the root only; its counters are in the root, too. */
    private boolean hasBfqGroups() {
        return cgroupFile("blkio", "blkio.bfq.io_serviced");
    }

    private List<String> disks() {
        try (Stream<Path> numbers = Files.list(system.resolve(DISKS))) {
            return numbers.map(number -> DISKS + number.getFileName()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list disks", e);
        }
    }

    private boolean isScheduledByBfq(String disk) {
        Path scheduler = system.resolve(disk).resolve("queue/scheduler");
        return Files.exists(scheduler) && lines(scheduler).stream().anyMatch(l -> l.contains("[bfq]"));
    }
}
