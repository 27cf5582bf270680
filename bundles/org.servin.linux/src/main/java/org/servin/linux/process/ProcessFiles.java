package org.servin.linux.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/** What {@code /proc/PID} tells about a process. */
public final class ProcessFiles {
    private ProcessFiles() { }

    /** The number of its parent; empty if there is no such process. */
    public static OptionalInt parent(int pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // the name before may hold anything
            return OptionalInt.of(Integer.parseInt(fields[1]));
        } catch (NoSuchFileException e) {
            return OptionalInt.empty();
        } catch (IOException e) {
            if (!Files.exists(Path.of("/proc/" + pid))) {
                return OptionalInt.empty(); // it ended while we read
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
