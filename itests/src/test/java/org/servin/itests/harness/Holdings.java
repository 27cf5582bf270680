package org.servin.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a running engine holds: how many open descriptors of each kind, and how many of its own threads of each name. */
public record Holdings(Map<String, Integer> counts) {
    private static final Pattern POOL = Pattern.compile("servin-(exit$|log-)");

    /** Looks at a process. */
    public static Holdings of(long pid) {
        Map<String, Integer> counts = new TreeMap<>();
        Path process = Path.of("/proc", String.valueOf(pid));
        for (Path descriptor : list(process.resolve("fd"))) {
            count(counts, () -> kind(Files.readSymbolicLink(descriptor).toString()));
        }
        for (Path thread : list(process.resolve("task"))) {
            count(counts, () -> thread(Files.readString(thread.resolve("comm")).strip()));
        }
        return new Holdings(counts);
    }

    /** Something to read that may be gone when it is read. */
    private interface Fleeting {
        String read() throws IOException;
    }

    private static void count(Map<String, Integer> counts, Fleeting what) {
        String kind;
        try {
            kind = what.read();
        } catch (NoSuchFileException e) {
            return; // closed, or ended, since it was listed
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!kind.isEmpty()) {
            counts.merge(kind, 1, Integer::sum);
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code socket:[123]} is a socket; what belongs to one container has its id in its path; a bundle's jar is another file after an update. */
    private static String kind(String target) {
        return target.endsWith(".jar") ? "jar" : target.replaceFirst(":\\[\\d+]$", "").replaceAll("[0-9a-f]{64}", "<id>");
    }

    /** Only what the engine started for one purpose: pools have threads according to their load, and let them go a minute later. */
    private static String thread(String name) {
        return name.startsWith("servin-") && !POOL.matcher(name).lookingAt() ? "thread " + name : "";
    }

    /** What there is now and was not, or was less of, in the form {@code kind: more}. */
    public Map<String, Integer> moreThan(Holdings earlier) {
        Map<String, Integer> more = new TreeMap<>();
        counts.forEach((kind, count) -> {
            int extra = count - earlier.counts.getOrDefault(kind, 0);
            if (extra > 0) {
                more.put(kind, extra);
            }
        });
        return more;
    }
}
