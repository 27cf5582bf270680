package org.servin.core.internal.container;

import java.util.List;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.fs.At;
import org.servin.linux.fs.OpenFlags;
import org.servin.spi.ErrorKind;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;

/** A container's working folder, which dockerd makes with the container: clients copy files into it before the first start. */
final class WorkingFolder {
    private static final int MODE = 0755;
    private final WorkspaceMounts workspaces;
    private final Owner owner;

    /**
     * In these workspaces.
     *
     * @param owner whom new folders belong to
     */
    WorkingFolder(WorkspaceMounts workspaces, Owner owner) {
        this.workspaces = workspaces;
        this.owner = owner;
    }

    /**
     * Makes the folder unless its image must have it already, which saves a mount.
     *
     * @param wanted absolute; null or empty for none
     * @param ofImage the image's own; null or empty for none
     */
    void make(String containerId, String wanted, String ofImage) {
        if (wanted == null || wanted.isEmpty() || wanted.equals("/") || wanted.equals(ofImage)) {
            return;
        }
        WorkspaceMounts.Hold hold = workspaces.hold(containerId);
        try (hold; Fd root = workspaces.openWritable(containerId, List.of())) {
            make(root.number(), wanted, owner);
        }
    }

    /** With its parents; links lead nowhere but into {@code root}. */
    static void make(int root, String path, Owner owner) {
        StringBuilder made = new StringBuilder();
        Fd parent = new Fd(At.openIn(root, "/", OpenFlags.O_PATH, 0));
        try {
            for (String name : path.split("/+")) {
                if (!name.isEmpty()) {
                    Fd next = step(root, parent, made.append('/').append(name).toString(), name, owner);
                    parent.close();
                    parent = next;
                }
            }
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOTDIR) || e.is(Errno.EEXIST)) { // the latter: a link to nothing
                throw new ServinException(ErrorKind.INTERNAL, "Cannot mkdir: " + path + " is not a directory", e);
            }
            throw ServinException.internal("the working folder " + path + " cannot be made: " + e.getMessage(), e);
        } finally {
            parent.close();
        }
    }

    private static Fd step(int root, Fd parent, String path, String name, Owner owner) {
        int flags = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY;
        try {
            return new Fd(At.openIn(root, path, flags, 0));
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
        }
        At.mkdir(parent.number(), name, MODE);
        At.give(parent.number(), name, owner.uid(), owner.gid());
        return new Fd(At.openIn(root, path, flags, 0));
    }
}
