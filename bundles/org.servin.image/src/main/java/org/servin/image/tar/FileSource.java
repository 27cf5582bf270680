package org.servin.image.tar;

import static org.servin.linux.fs.OpenFlags.O_NOFOLLOW;
import static org.servin.linux.fs.OpenFlags.O_NONBLOCK;
import static org.servin.linux.fs.OpenFlags.O_RDONLY;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.image.tar.TarEntry.Segment;
import org.servin.image.tar.TarEntry.Type;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.FileData;
import org.servin.linux.fs.FileStat;
import org.servin.linux.fs.Xattrs;
import org.servin.spi.IdMaps;

/** Puts single files into an archive, by folder's descriptor and name. Remembers files with several names: the later ones become hard links. */
final class FileSource {
    private record Inode(long dev, long ino) { }

    private final TarWriter writer;
    private final IdMaps maps;
    private final Map<Inode, String> linked = new HashMap<>();
    private final byte[] buffer = new byte[128 * 1024];

    /**
     * Files for that archive.
     *
     * @param maps of the user namespace whose numbers the archive gets
     */
    FileSource(TarWriter writer, IdMaps maps) {
        this.writer = writer;
        this.maps = maps;
    }

    /** Writes one entry; sockets and what vanished meanwhile are left out. What it was, if it was written. */
    Optional<FileStat> add(int dir, String name, String entryName) throws IOException {
        Optional<FileStat> found = At.find(dir, name);
        if (found.isEmpty() || found.get().type() == FileStat.S_IFSOCK) {
            return Optional.empty();
        }
        FileStat stat = found.get();
        String first = stat.nlink() > 1 && !stat.isDirectory() ? linked.putIfAbsent(new Inode(stat.dev(), stat.ino()), entryName) : null;
        if (first != null) {
            writer.put(entry(stat, Type.HARD_LINK, entryName, first, Map.of()));
            return found;
        }
        if (stat.isRegular()) {
            return regular(dir, name, entryName);
        }
        String target = stat.isSymlink() ? At.readlink(dir, name) : "";
        String shown = stat.isDirectory() && !entryName.endsWith("/") ? entryName + "/" : entryName;
        writer.put(entry(stat, type(stat), shown, target, attributes(dir, name)));
        return found;
    }

    private Optional<FileStat> regular(int dir, String name, String entryName) throws IOException {
        int fd;
        try {
            fd = At.open(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ELOOP)) {
                return Optional.empty(); // gone, or another file by now
            }
            throw e;
        }
        try {
            FileStat stat = At.stat(fd);
            if (!stat.isRegular()) {
                return Optional.empty();
            }
            writer.put(entry(stat, Type.FILE, entryName, "", attributes(fd)));
            data(fd, stat.size());
            return Optional.of(stat);
        } finally {
            At.close(fd);
        }
    }

    /** The header has promised a size: a file that grows meanwhile is cut, one that shrinks is filled up. */
    private void data(int fd, long size) throws IOException {
        for (long left = size; left > 0; ) {
            int n = FileData.read(fd, buffer, 0, (int) Math.min(left, buffer.length));
            if (n == 0) {
                break;
            }
            writer.write(buffer, 0, n);
            left -= n;
        }
        writer.fillUp();
    }

    private static Type type(FileStat stat) {
        return switch (stat.type()) {
            case FileStat.S_IFDIR -> Type.DIRECTORY;
            case FileStat.S_IFLNK -> Type.SYMLINK;
            case FileStat.S_IFCHR -> Type.CHARACTER_DEVICE;
            case FileStat.S_IFBLK -> Type.BLOCK_DEVICE;
            case FileStat.S_IFIFO -> Type.FIFO;
            default -> Type.FILE;
        };
    }

    private TarEntry entry(FileStat stat, Type type, String name, String link, Map<String, byte[]> xattrs) {
        boolean device = type == Type.CHARACTER_DEVICE || type == Type.BLOCK_DEVICE;
        long size = type == Type.FILE ? stat.size() : 0;
        return new TarEntry(name, type, stat.permissions(), maps.userInside(stat.uid()), maps.groupInside(stat.gid()), size, stat.mtimeSeconds(), 0, link,
                device ? stat.rdevMajor() : 0, device ? stat.rdevMinor() : 0, xattrs, List.of(new Segment(0, size)));
    }

    private static Map<String, byte[]> attributes(int fd) {
        List<String> names = Xattrs.list(fd);
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, byte[]> attributes = new LinkedHashMap<>();
        names.stream().filter(FileSource::isKept).sorted().forEach(name -> Xattrs.get(fd, name).ifPresent(value -> attributes.put(name, inside(name, value))));
        return attributes;
    }

    private static Map<String, byte[]> attributes(int dir, String file) {
        List<String> names = Xattrs.list(dir, file);
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, byte[]> attributes = new LinkedHashMap<>();
        names.stream().filter(FileSource::isKept).sorted()
                .forEach(name -> Xattrs.get(dir, file, name).ifPresent(value -> attributes.put(name, inside(name, value))));
        return attributes;
    }

    private static byte[] inside(String name, byte[] value) {
        return name.equals(FileCapability.ATTRIBUTE) ? FileCapability.inside(value) : value;
    }

    /** Labels and access lists belong to the host, overlay's own marks to this stack of layers. */
    private static boolean isKept(String attribute) {
        return !attribute.startsWith("trusted.overlay.") && !attribute.startsWith("system.") && !attribute.equals("security.selinux");
    }
}
