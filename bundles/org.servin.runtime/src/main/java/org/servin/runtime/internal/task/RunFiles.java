package org.servin.runtime.internal.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.servin.spi.Owner;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.spi.runtime.Exit;
import org.servin.spi.ServinException;

/**
 * A process's files in its run folder, which survive the engine.
 *
 * <ul>
 * <li>{@code task}: what there is, written by the monitor when it has a child: {@link Record}
 * <li>{@code started}: nanoseconds since 1970, written by the engine just before it lets the process go
 * <li>{@code exit}: code, OOM flag and nanoseconds, written by the monitor; {@code never} for a process that was not executed
 * </ul>
 * None is synced: what a crash of the machine loses does not run any more.
 */
final class RunFiles {
    private static final List<String> NAMES = List.of("exit", "exit.tmp", "started", "task", "task.tmp");
    private final Path folder;

    RunFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * The file {@code task}, as {@code key=value} lines.
     *
     * @param boot the machine's boot id
     * @param cgroup the cgroup's path; for an exec the name of its group below the container's, empty if it has none
     * @param sharedPids whether processes of the container can outlive its first one
     * @param stdin whether standard input was kept open
     * @param terminal whether it has a terminal
     * @param root root of its user namespace, as the host numbers it; empty if that is the host's
     * @param monitor the monitor's number; 0 in the text that is given to it
     * @param pid the process's number; 0 in the text that is given to the monitor
     */
    record Record(String boot, String cgroup, boolean sharedPids, boolean stdin, boolean terminal, Optional<Owner> root, int monitor, int pid) {
        private static final String ROOT = "root";

        /** The part that the engine knows. */
        String text() {
            return "boot=" + boot + "\ncgroup=" + cgroup + "\nsharedpids=" + sharedPids + "\nstdin=" + stdin + "\nterminal=" + terminal + "\n"
                    + root.map(owner -> ROOT + "=" + Integer.toUnsignedString(owner.uid()) + ":" + Integer.toUnsignedString(owner.gid()) + "\n").orElse("");
        }

        /** The same with the numbers. */
        Record of(int itsMonitor, int itsPid) {
            return new Record(boot, cgroup, sharedPids, stdin, terminal, root, itsMonitor, itsPid);
        }

        static Record parse(String text) {
            Map<String, String> fields = new HashMap<>();
            text.lines().forEach(line -> fields.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
            return new Record(fields.get("boot"), fields.get("cgroup"), Boolean.parseBoolean(fields.get("sharedpids")),
                    Boolean.parseBoolean(fields.get("stdin")), Boolean.parseBoolean(fields.get("terminal")), Optional.ofNullable(fields.get(ROOT)).map(Record::owner),
                    Integer.parseInt(fields.get("monitor")), Integer.parseInt(fields.get("pid")));
        }

        private static Owner owner(String text) {
            int colon = text.indexOf(':');
            return new Owner(Integer.parseUnsignedInt(text.substring(0, colon)), Integer.parseUnsignedInt(text.substring(colon + 1)));
        }
    }

    Path folder() {
        return folder;
    }

    Optional<Record> task() {
        return read("task").map(Record::parse);
    }

    Optional<Long> started() {
        return read("started").map(text -> Long.parseLong(text.trim()));
    }

    /** INTERNAL, as of a process that cannot be started, where it cannot be written: its container may just have been removed, folder and all. */
    void writeStarted(long epochNanos) {
        try {
            Files.writeString(folder.resolve("started"), epochNanos + "\n");
        } catch (NoSuchFileException e) {
            throw ServinException.internal(LaunchFailure.CAUSE + "the container has stopped", e);
        } catch (IOException e) {
            throw ServinException.internal(LaunchFailure.CAUSE + e.getMessage(), e);
        }
    }

    /** Whether the process ended without ever having been executed. */
    boolean never() {
        return read("exit").map(text -> text.startsWith("never")).orElse(false);
    }

    Optional<Exit> exit() {
        return read("exit").filter(text -> !text.startsWith("never")).map(text -> {
            String[] fields = text.trim().split(" ");
            return new Exit(Integer.parseInt(fields[0]), fields[1].equals("1"), Long.parseLong(fields[2]));
        });
    }

    /** Ids of processes that were put into the container. */
    List<String> execs() {
        try (Stream<Path> folders = Files.list(execFolders())) {
            return folders.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path execFolder(String id) {
        Path execs = execFolders();
        Path result = execs.resolve(id).normalize();
        if (!execs.equals(result.getParent())) {
            throw new IllegalArgumentException("not an exec id: " + id);
        }
        return result;
    }

    private Path execFolders() {
        return folder.resolve("execs");
    }

    /** Removes the files; absent ones are passed over. */
    void delete() {
        for (String name : NAMES) {
            String file = folder + "/" + name;
            int errno = At.tryUnlink(At.CWD, file);
            if (errno != 0 && errno != Errno.ENOENT) {
                throw new ErrnoException("unlink", file, errno);
            }
        }
    }

    /** Removes the files of processes that were put into the container, except of these. */
    void deleteExecs(Set<String> except) {
        execs().stream().filter(id -> !except.contains(id)).forEach(id -> new RunFiles(execFolder(id)).deleteFolder());
        if (except.isEmpty()) {
            try {
                Files.deleteIfExists(execFolders());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Removes the files and the folder. */
    void deleteFolder() {
        delete();
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> read(String name) {
        try {
            return Optional.of(Files.readString(folder.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
