package org.servin.core.internal.archive;

import static org.servin.linux.fs.OpenFlags.O_DIRECTORY;
import static org.servin.linux.fs.OpenFlags.O_PATH;
import static org.servin.linux.fs.OpenFlags.O_RDONLY;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.archive.Archives;
import org.servin.core.archive.PathStat;
import org.servin.core.container.MountPoint;
import org.servin.core.internal.container.WorkspaceMounts;
import org.servin.image.tar.Decompression;
import org.servin.image.tar.ExtractOptions;
import org.servin.image.tar.LayerExtractor;
import org.servin.image.tar.TarFormatException;
import org.servin.image.tar.TreeArchiver;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.fs.At;
import org.servin.linux.fs.FileStat;
import org.servin.spi.ErrorKind;
import org.servin.spi.IdMaps;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;

/**
 * Copying in and out as dockerd does it, but by descriptors: a process in the container that swaps folders for links meanwhile moves files about in its own
 * container, at most.
 */
@Component
public final class ContainerArchives implements Archives {
    private final ContainerRoots roots;
    private final WorkspaceMounts mounts;

    /** Archives of these containers. */
    @Activate
    public ContainerArchives(@Reference ContainerRoots roots, @Reference WorkspaceMounts mounts) {
        this.roots = roots;
        this.mounts = mounts;
    }

    @Override
    public PathStat stat(String ref, String path) {
        try (Reading reading = read(ref, path)) {
            return reading.stat();
        }
    }

    @Override
    public Reading read(String ref, String path) {
        return read(ref, path, false, "archive-path");
    }

    @Override
    public Reading copy(String ref, String path) {
        return read(ref, path, true, "copy");
    }

    private Reading read(String ref, String path, boolean follow, String action) {
        OpenRoot root = roots.withFiles(ref, () -> OpenRoot.forReading(roots, mounts, ref));
        try {
            ContainerPath wanted = ContainerPath.of(follow ? LinkResolution.resolve(root.fd(), ContainerPath.clean(path)) : path);
            Fd folder = new Fd(At.openIn(root.fd(), wanted.folder(), O_PATH | O_DIRECTORY, 0));
            try {
                FileStat stat = At.stat(folder.number(), wanted.name());
                return new OpenFile(root, folder, wanted, describe(root, wanted, stat), () -> roots.publish(root.container().id(), action));
            } catch (RuntimeException e) {
                folder.close();
                throw e;
            }
        } catch (ErrnoException e) {
            root.close();
            throw failure(e, ref, path);
        } catch (RuntimeException e) {
            root.close();
            throw e;
        }
    }

    private static PathStat describe(OpenRoot root, ContainerPath path, FileStat stat) {
        String target = stat.isSymlink() ? LinkResolution.resolve(root.fd(), path.path()) : "";
        return new PathStat(path.base(), stat.size(), GoFileMode.of(stat.mode()), stat.mtime(), target);
    }

    private static ServinException failure(ErrnoException e, String ref, String path) {
        if (e.is(Errno.ENOENT)) {
            return new ServinException(ErrorKind.NOT_FOUND, "Could not find the file " + path + " in container " + ref, e);
        }
        if (e.is(Errno.ELOOP)) {
            return LinkResolution.tooMany(path, e);
        }
        return ServinException.internal("lstat " + path + ": " + Errno.text(e.errno()), e);
    }

    /** A file or folder that was found. */
    private record OpenFile(OpenRoot root, Fd folder, ContainerPath path, PathStat stat, Runnable told) implements Reading {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            told.run();
            TreeArchiver.write(folder.number(), path.name(), path.base(), root.container().maps(), out);
        }

        @Override
        public void close() {
            folder.close();
            root.close();
        }
    }

    @Override
    public void extract(String ref, String folder, InputStream tar, boolean noOverwriteDirNonDir, boolean copyUidGid) throws IOException {
        try (OpenRoot root = roots.withFiles(ref, () -> OpenRoot.forWriting(roots, mounts, ref))) {
            String target = target(root, ref, folder);
            checkWritable(root, target);
            String user = root.container().user() == null ? "" : root.container().user();
            Optional<Owner> owner = copyUidGid && !user.isEmpty() ? Optional.of(new UserLookup(root.fd()).owner(user)) : Optional.empty();
            ExtractOptions options = new ExtractOptions(false, noOverwriteDirNonDir, owner, root.container().maps(), target.equals("/") ? "" : target);
            unpack(tar, root, target, options);
            roots.publish(root.container().id(), "extract-to-dir");
        }
    }

    /** The folder's path with all links followed. */
    private static String target(OpenRoot root, String ref, String folder) {
        try {
            int fd = At.openIn(root.fd(), ContainerPath.clean(folder), O_PATH, 0);
            try {
                if (!At.stat(fd).isDirectory()) {
                    throw ServinException.internal("extraction point is not a directory", null);
                }
            } finally {
                At.close(fd);
            }
            return LinkResolution.resolve(root.fd(), ContainerPath.clean(folder));
        } catch (ErrnoException e) {
            throw failure(e, ref, folder);
        }
    }

    private static void checkWritable(OpenRoot root, String target) {
        Optional<MountPoint> mount = root.container().mounts().stream()
                .filter(point -> target.equals(point.destination()) || target.startsWith(point.destination() + "/"))
                .max(Comparator.comparing(point -> point.destination().length()));
        if (mount.isPresent() && !mount.get().rw()) {
            throw ServinException.internal("mounted volume is marked read-only", null);
        }
        if (mount.isEmpty() && root.container().readOnlyRoot()) {
            throw ServinException.internal("container rootfs is marked read-only", null);
        }
    }

    private static void unpack(InputStream tar, OpenRoot root, String target, ExtractOptions options) throws IOException {
        try (InputStream plain = Decompression.open(tar)) {
            LayerExtractor.extract(plain, root.fd(), target, options);
        } catch (IOException e) {
            if (e instanceof TarFormatException || e.getCause() instanceof ErrnoException) {
                throw ServinException.internal("Error processing tar file(exit status 1): " + e.getMessage(), e);
            }
            throw e;
        }
    }

    @Override
    public Reading export(String ref) {
        ContainerRoots.Found found = roots.find(ref);
        try (Fd root = roots.withFiles(ref, () -> mounts.openReadable(found.id(), List.of()))) {
            Fd folder = new Fd(At.openIn(root.number(), "/", O_RDONLY | O_DIRECTORY, 0));
            roots.publish(found.id(), "export");
            FileStat stat = At.stat(folder.number());
            return new WholeTree(folder, found.maps(), new PathStat("/", stat.size(), GoFileMode.of(stat.mode()), stat.mtime(), ""));
        } catch (ErrnoException e) {
            throw ServinException.internal("export of container " + ref + ": " + e.getMessage(), e);
        }
    }

    /** All of a container's own files. */
    private record WholeTree(Fd folder, IdMaps maps, PathStat stat) implements Reading {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            TreeArchiver.writeContent(folder.number(), maps, out);
        }

        @Override
        public void close() {
            folder.close();
        }
    }
}
