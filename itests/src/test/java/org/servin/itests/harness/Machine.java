package org.servin.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is on the machine that an engine could leave behind: by kind, the names of what is there. Links, mounts, network namespaces and processes are those of this virtual
 * machine's own namespaces; the machine's control groups are shared with whatever else runs on it.
 */
public record Machine(Map<String, Set<String>> things) {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    /** Names in the path of a group right below a hierarchy's root: with control groups of the first version each controller has a hierarchy. */
    private static final int TOP_LEVEL = CGROUPS.getNameCount() + (Files.exists(CGROUPS.resolve("cgroup.controllers")) ? 1 : 2);
    /** The tests' own engines have parent groups that tell whose they are. */
    private static final Pattern ENGINE = Pattern.compile("(sit|servin-swap-)(\\d+)(-\\d+)?");

    /** Looks. */
    public static Machine now() {
        Map<String, Set<String>> things = new TreeMap<>();
        things.put("mounts", mounts());
        things.put("links", lines("ip", "-o", "link").stream().map(l -> l.split(":\\s+")[1].split("@")[0]).collect(Collectors.toCollection(TreeSet::new)));
        things.put("network namespaces", lines("ip", "netns", "list"));
        things.put("nftables", lines("nft", "list", "tables"));
        things.put("cgroups", cgroups());
        things.put("processes", processes());
        return new Machine(things);
    }

    /** Fails, naming what is new, unless things are soon as they were. Some of what the kernel takes down goes a moment after the process. */
    public void mustEqual(Machine earlier) {
        Machine[] latest = {this};
        Supplier<String> difference = () -> latest[0].newSince(earlier).toString();
        Await.until(() -> "nothing new is left on the machine: " + difference.get(), () -> {
            latest[0] = now();
            return latest[0].newSince(earlier).isEmpty();
        });
    }

    private Map<String, Set<String>> newSince(Machine earlier) {
        Map<String, Set<String>> extra = new TreeMap<>();
        things.forEach((kind, names) -> {
            Set<String> fresh = new TreeSet<>(names);
            fresh.removeAll(earlier.things.get(kind));
            if (kind.equals("cgroups")) {
                fresh.removeIf(group -> earlier.isOthers(Path.of(group)));
            }
            if (!fresh.isEmpty()) {
                extra.put(kind, fresh);
            }
        });
        return extra;
    }

    /** Whether a control group is one of other programs: below a group that was there, or of an engine of other tests. */
    private boolean isOthers(Path group) {
        Path top = group;
        while (top.getNameCount() > TOP_LEVEL) {
            top = top.getParent();
        }
        Matcher engine = ENGINE.matcher(top.getFileName().toString());
        return engine.matches() && Long.parseLong(engine.group(2)) != ProcessHandle.current().pid()
                || !top.equals(group) && things.get("cgroups").contains(top.toString());
    }

    private static Set<String> lines(String... command) {
        return Command.run(command).out().lines().map(String::strip).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> mounts() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.map(l -> l.split(" ")[4]).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> cgroups() {
        Set<String> names = new TreeSet<>();
        collect(CGROUPS, 3, names);
        return names;
    }

    private static void collect(Path folder, int depth, Set<String> names) {
        if (depth == 0) {
            return;
        }
        try (Stream<Path> children = Files.list(folder)) {
            children.filter(Files::isDirectory).forEach(child -> {
                names.add(child.toString());
                collect(child, depth - 1, names);
            });
        } catch (IOException | UncheckedIOException e) {
            names.remove(folder.toString());
        }
    }

    /** Our own programs only: others come and go on a machine. */
    private static Set<String> processes() {
        return ProcessHandle.allProcesses()
                .filter(Machine::isHere)
                .filter(p -> p.info().commandLine().filter(c -> c.contains("servin-init") || c.contains("servin.home=")).isPresent())
                .map(p -> p.pid() + " " + p.info().commandLine().map(c -> c.substring(0, Math.min(80, c.length()))).orElse(""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isHere(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/ns/mnt")).equals(Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")));
        } catch (IOException e) {
            return false; // it has ended
        }
    }
}
