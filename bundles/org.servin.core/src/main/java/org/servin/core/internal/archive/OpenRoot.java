package org.servin.core.internal.archive;

import java.util.Comparator;
import java.util.List;
import org.servin.core.container.MountPoint;
import org.servin.core.internal.archive.ContainerRoots.Found;
import org.servin.core.internal.container.WorkspaceMounts;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.fs.At;
import org.servin.linux.fs.DetachedTree.Bind;
import org.servin.linux.fs.OpenFlags;
import org.servin.spi.ServinException;

/** A container's files as its processes see them, or would: a descriptor of its root, with all its mounts. */
final class OpenRoot implements AutoCloseable {
    private static final int ATTEMPTS = 5;

    private final Found container;
    private final Fd root;
    private final WorkspaceMounts.Hold hold;

    private OpenRoot(Found container, Fd root, WorkspaceMounts.Hold hold) {
        this.container = container;
        this.root = root;
        this.hold = hold;
    }

    static OpenRoot forReading(ContainerRoots roots, WorkspaceMounts mounts, String ref) {
        Found found = roots.find(ref);
        OpenRoot live = live(roots, found);
        if (live != null) {
            return live;
        }
        List<Bind> binds = binds(found.mounts());
        Fd root = mounts.openReadable(found.id(), binds);
        if (binds.stream().allMatch(bind -> isThere(root, bind))) {
            return new OpenRoot(found, root, () -> { });
        }
        root.close();
        OpenRoot making = stopped(roots, mounts, found); // makes what is to be mounted on, as the container's start would
        if (making == null) {
            return forReading(roots, mounts, ref);
        }
        making.close();
        return new OpenRoot(found, mounts.openReadable(found.id(), binds), () -> { });
    }

    private static boolean isThere(Fd root, Bind bind) {
        try {
            At.close(At.openIn(root.number(), bind.target(), OpenFlags.O_PATH, 0));
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return false;
            }
            throw e;
        }
    }

    /** Keeps a stopped container from being started meanwhile: two writable mounts of one workspace would spoil each other. */
    static OpenRoot forWriting(ContainerRoots roots, WorkspaceMounts mounts, String ref) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Found found = roots.find(ref);
            OpenRoot opened = live(roots, found);
            if (opened == null) {
                opened = stopped(roots, mounts, found);
            }
            if (opened != null) {
                return opened;
            }
        }
        throw ServinException.conflict("container " + ref + " is starting and stopping all the time");
    }

    /** Null if it was started meanwhile. */
    private static OpenRoot stopped(ContainerRoots roots, WorkspaceMounts mounts, Found found) {
        WorkspaceMounts.Hold hold = mounts.hold(found.id());
        boolean kept = false;
        try {
            int pid = roots.find(found.id()).pid();
            if (pid != 0 && pid != found.pid()) {
                return null;
            }
            OpenRoot opened = new OpenRoot(found, mounts.openWritable(found.id(), binds(found.mounts())), hold);
            kept = true;
            return opened;
        } finally {
            if (!kept) {
                hold.close();
            }
        }
    }

    /** The root of a running container; null if it does not run, or ended just now, so that the number may be another process's. */
    private static OpenRoot live(ContainerRoots roots, Found found) {
        if (found.pid() == 0) {
            return null;
        }
        Fd root;
        try {
            root = new Fd(At.open(At.CWD, "/proc/" + found.pid() + "/root", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ESRCH)) {
                return null;
            }
            throw e;
        }
        if (roots.find(found.id()).pid() == found.pid()) {
            return new OpenRoot(found, root, () -> { });
        }
        root.close();
        return null;
    }

    private static List<Bind> binds(List<MountPoint> mounts) {
        return mounts.stream().filter(mount -> mount.source() != null && !mount.source().isEmpty())
                .sorted(Comparator.comparing(mount -> mount.destination().length()))
                .map(mount -> new Bind(mount.source(), mount.destination(), !mount.rw())).toList();
    }

    Found container() {
        return container;
    }

    /** The descriptor, opened with {@code O_PATH}. */
    int fd() {
        return root.number();
    }

    @Override
    public void close() {
        root.close();
        hold.close();
    }
}
