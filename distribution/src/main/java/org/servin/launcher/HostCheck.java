package org.servin.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks, before anything is started, whether this host has what the engine cannot do without, and says all that is missing at once. */
final class HostCheck {
    private static final List<Path> LIBRARY_FOLDERS = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu"), Path.of("/usr/lib/aarch64-linux-gnu"), Path.of("/usr/lib64"), Path.of("/usr/lib"), Path.of("/lib/x86_64-linux-gnu"));
    private final Path proc;
    private final List<Path> libraryFolders;

    HostCheck() {
        this(Path.of("/proc"), LIBRARY_FOLDERS);
    }

    HostCheck(Path proc, List<Path> libraryFolders) {
        this.proc = proc;
        this.libraryFolders = List.copyOf(libraryFolders);
    }

    /** Everything that is missing, a line each. */
    List<String> problems(Settings settings) {
        List<String> problems = new ArrayList<>();
        if (!isRoot()) {
            problems.add("servin must be started as root");
            return problems;
        }
        if (!hasFileSystem("overlay") && !"vfs".equals(settings.values().get("storage-driver"))) {
            problems.add("the kernel has no overlayfs (modprobe overlay), which storage driver overlay2 needs; \"storage-driver\": \"vfs\" does without");
        }
        if (!hasLibrary("libnftables.so.1")) {
            problems.add("the library libnftables.so.1 is missing (Debian: apt-get install libnftables1)");
        }
        problems.addAll(RegistryCheck.problems(settings));
        problems.addAll(folderProblems(settings.root()));
        problems.addAll(folderProblems(settings.run()));
        return problems;
    }

    private boolean isRoot() {
        try (Stream<String> lines = Files.lines(proc.resolve("self/status"))) {
            return lines.filter(l -> l.startsWith("Uid:")).anyMatch(l -> l.split("\\s+")[2].equals("0"));
        } catch (IOException e) {
            return false;
        }
    }

    private boolean hasFileSystem(String name) {
        try (Stream<String> lines = Files.lines(proc.resolve("filesystems"))) {
            return lines.anyMatch(l -> l.endsWith("\t" + name));
        } catch (IOException e) {
            return false;
        }
    }

    private boolean hasLibrary(String name) {
        return libraryFolders.stream().anyMatch(f -> Files.exists(f.resolve(name)));
    }

    private static List<String> folderProblems(Path folder) {
        try {
            Files.createDirectories(folder);
            return Files.isWritable(folder) ? List.of() : List.of("the folder " + folder + " cannot be written");
        } catch (IOException e) {
            return List.of("the folder " + folder + " cannot be made: " + e.getMessage());
        }
    }

    /** Takes the root for this engine until the process ends; the file tells who has it. */
    static FileLock claim(Path root) throws StartFailure {
        Path file = root.resolve("launcher.lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                String owner = Files.readString(file).strip();
                channel.close();
                throw new StartFailure("another engine" + (owner.isEmpty() ? "" : " (process " + owner + ")") + " runs on the root " + root, null);
            }
            channel.truncate(0);
            channel.write(java.nio.ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            return lock;
        } catch (IOException e) {
            throw new StartFailure("the lock " + file + " cannot be taken: " + e.getMessage(), e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
