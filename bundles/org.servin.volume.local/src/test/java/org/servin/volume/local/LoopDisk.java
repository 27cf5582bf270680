package org.servin.volume.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.servin.linux.fs.Mounts;

/**
 * A file system in a file, mounted.
 *
 * @param folder where
 */
record LoopDisk(Path folder) implements AutoCloseable {
    /** The kernel does not mount it. */
    static final class NotMountable extends IOException {
        private static final long serialVersionUID = 1L;

        NotMountable(IOException cause) {
            super(cause);
        }
    }

    /** Makes and mounts one. */
    static LoopDisk mount(Path within, long bytes, String options, String... mkfs) throws IOException, InterruptedException {
        Path file = within.resolve("disk");
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(bytes);
        }
        List<String> make = new ArrayList<>(List.of(mkfs));
        make.add(file.toString());
        run(make.toArray(String[]::new));
        Path folder = Files.createDirectories(within.resolve("disk-mounted"));
        try {
            run("mount", "-o", options, file.toString(), folder.toString());
        } catch (IOException e) {
            throw new NotMountable(e);
        }
        return new LoopDisk(folder);
    }

    /** Unmounts what is mounted below a folder. */
    static void umountBelow(Path folder) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            lines.map(line -> Path.of(line.split(" ")[4])).filter(point -> point.startsWith(folder)).sorted(Comparator.reverseOrder()).forEach(Mounts::detach);
        }
    }

    static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            run("umount", folder.toString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
