package org.servin.linux.process;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/** What {@code /proc/PID} tells about a process. */
public final class ProcessFiles {
    private static final String UNIFIED = "0::";

    private ProcessFiles() { }

    /** The number of its parent; empty if there is no such process. */
    public static OptionalInt parent(int pid) {
        return stat(pid).map(s -> OptionalInt.of(Integer.parseInt(s.fields[1]))).orElse(OptionalInt.empty());
    }

    /** Whether it is a child of ours of that name (as ps -o comm shows it) that has ended and was not waited for. */
    public static boolean isOurDead(int pid, String name) {
        return stat(pid).filter(s -> s.name.equals(name) && s.fields[0].equals("Z") && Long.parseLong(s.fields[1]) == ProcessHandle.current().pid()).isPresent();
    }

    /**
     * Of {@code /proc/PID/stat}.
     *
     * @param fields from the state on
     */
    private record Stat(String name, String[] fields) { }

    private static Optional<Stat> stat(int pid) {
        return read(pid, "stat", StandardCharsets.ISO_8859_1).map(stat -> {
            int end = stat.lastIndexOf(')'); // the name before may hold anything
            return new Stat(stat.substring(stat.indexOf('(') + 1, end), stat.substring(end + 2).split(" "));
        });
    }

    /**
     * The control group of version 2 that it is in, as an absolute path below the root that the reader sees: {@code 0::/PATH} of {@code /proc/PID/cgroup} (cgroups(7)). Empty if
     * there is no such process, or no control groups of version 2.
     */
    public static Optional<String> unifiedGroup(int pid) {
        return read(pid, "cgroup", StandardCharsets.UTF_8).flatMap(text -> text.lines().filter(line -> line.startsWith(UNIFIED)).findFirst())
                .map(line -> line.substring(UNIFIED.length()));
    }

    private static Optional<String> read(int pid, String file, Charset charset) {
        try {
            return Optional.of(Files.readString(Path.of("/proc/" + pid + "/" + file), charset));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (!Files.exists(Path.of("/proc/" + pid))) {
                return Optional.empty(); // it ended while we read
            }
            throw new ErrnoException("read", "/proc/" + pid + "/" + file, Errno.EIO);
        }
    }

    /** Whether the process has this folder open under this number. */
    public static boolean holds(int pid, int descriptor, Path folder) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/fd/" + descriptor)).equals(folder);
        } catch (IOException e) {
            return false; // no such process or descriptor
        }
    }
}
