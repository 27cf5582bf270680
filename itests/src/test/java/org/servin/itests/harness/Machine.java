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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is on the machine that an engine could leave behind: by kind, the names of what is there. Links, mounts, network namespaces and processes are those of this virtual
 * machine's own namespaces, and control groups are told by name, since the machine has only one tree of them.
 */
public record Machine(Map<String, Set<String>> things) {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    /** Every engine of this virtual machine's tests has a parent group of such a name, and tests that name parent groups themselves begin their names with the engine's. */
    private static final Pattern OURS = Pattern.compile("(sit|servin-swap-)" + ProcessHandle.current().pid() + "\\b.*");

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
            if (!fresh.isEmpty()) {
                extra.put(kind, fresh);
            }
        });
        return extra;
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
        collect(CGROUPS, 3, false, names);
        return names;
    }

    private static void collect(Path folder, int depth, boolean ours, Set<String> names) {
        if (depth == 0) {
            return;
        }
        try (Stream<Path> children = Files.list(folder)) {
            children.filter(Files::isDirectory).forEach(child -> {
                boolean oneOfOurs = ours || OURS.matcher(child.getFileName().toString()).matches();
                if (oneOfOurs) {
                    names.add(child.toString());
                }
                collect(child, depth - 1, oneOfOurs, names);
            });
        } catch (IOException | UncheckedIOException e) {
            names.remove(folder.toString()); // it has gone meanwhile
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
