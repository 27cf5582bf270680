package org.servin.image.tar;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.Directories;
import org.servin.linux.fs.FileStat;
import org.servin.linux.fs.FileSystems;
import org.servin.spi.IdMaps;

/**
 * Writes a file, or a folder with all it holds, as an archive. Links are not followed, sockets left out; of {@code /proc} and the like only the folder is
 * written, unless it was asked for. Thread-safe; one call uses one thread.
 */
public final class TreeArchiver {
    private final FileSource source;

    private TreeArchiver(FileSource source) {
        this.source = source;
    }

    /**
     * Writes one file or folder.
     *
     * @param dir a descriptor of the folder it is in, opened for reading; stays the caller's
     * @param name its name there; {@code .} for the folder itself
     * @param base what the archive calls it; {@code .} and {@code /} are allowed
     * @param maps of the user namespace whose numbers the archive gets
     */
    public static void write(int dir, String name, String base, IdMaps maps, OutputStream tar) throws IOException {
        archive(maps, tar, archiver -> archiver.one(dir, name, base, true));
    }

    /** Writes what is in a folder, but no entry for the folder itself. */
    public static void writeContent(int dir, IdMaps maps, OutputStream tar) throws IOException {
        archive(maps, tar, archiver -> archiver.content(dir, ""));
    }

    private interface Work {
        void run(TreeArchiver archiver) throws IOException;
    }

    private static void archive(IdMaps maps, OutputStream tar, Work work) throws IOException {
        TarWriter writer = new TarWriter(tar);
        try {
            work.run(new TreeArchiver(new FileSource(writer, maps)));
        } catch (ErrnoException e) {
            throw new IOException(e.getMessage(), e);
        }
        writer.finish();
    }

    private void one(int dir, String name, String entryName, boolean asked) throws IOException {
        Optional<FileStat> written = source.add(dir, name, entryName);
        if (written.filter(FileStat::isDirectory).isEmpty()) {
            return;
        }
        int fd;
        try {
            fd = At.openFolder(dir, name);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
                return; // gone, or another file by now
            }
            throw e;
        }
        try {
            if (asked || At.stat(dir).dev() == written.get().dev() || !FileSystems.isVirtual(fd)) {
                content(fd, entryName.endsWith("/") ? entryName : entryName + "/");
            }
        } finally {
            At.close(fd);
        }
    }

    private void content(int fd, String prefix) throws IOException {
        for (Directories.Entry entry : Directories.sorted(fd)) {
            one(fd, entry.name(), prefix + entry.name(), false);
        }
    }
}
