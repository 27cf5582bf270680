package org.servin.linux.process;

import java.io.IOException;
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
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            int end = stat.lastIndexOf(')'); // the name before may hold anything
            return Optional.of(new Stat(stat.substring(stat.indexOf('(') + 1, end), stat.substring(end + 2).split(" ")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (!Files.exists(Path.of("/proc/" + pid))) {
                return Optional.empty(); // it ended while we read
            }
            throw new ErrnoException("read", "/proc/" + pid + "/stat", Errno.EIO);
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
