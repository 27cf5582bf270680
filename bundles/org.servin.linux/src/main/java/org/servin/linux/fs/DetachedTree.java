package org.servin.linux.fs;

import static org.servin.linux.fs.Mounts.MS_BIND;
import static org.servin.linux.fs.Mounts.MS_PRIVATE;
import static org.servin.linux.fs.Mounts.MS_RDONLY;
import static org.servin.linux.fs.Mounts.MS_REC;
import static org.servin.linux.fs.Mounts.MS_REMOUNT;
import static org.servin.linux.fs.Natives.check;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletableFuture;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;

/**
 * A tree of mounts that is in no namespace: reached by its descriptor only, seen by no container, and gone with the descriptor even if
 * the process is killed.
 *
 * <p>It is put together by a short-lived thread in a mount namespace of its own and taken out of there with open_tree(2). That thread also has a
 * current folder of its own, which relative paths in the mount's options need.
 */
public final class DetachedTree {
    private static final int CLONE_NEWNS = 0x20000;
    private static final int OPEN_TREE_CLONE = 1;
    private static final int AT_RECURSIVE = 0x8000;

    /**
     * The mount at the root.
     *
     * @param type the file system's type, or {@code bind} for a folder
     * @param source as for mount(2)
     * @param data as for mount(2)
     * @param workFolder where relative paths in {@code data} start
     * @param readOnly whether nothing can be written
     * @param uid owner of what is made to mount on
     * @param gid its group
     */
    public record Root(String type, String source, String data, Path workFolder, boolean readOnly, int uid, int gid) {
        /** A tree in which new files are root's. */
        public Root(String type, String source, String data, Path workFolder, boolean readOnly) {
            this(type, source, data, workFolder, readOnly, 0, 0);
        }
    }

    /**
     * A file or folder of the host shown inside.
     *
     * @param source path on the host
     * @param target path inside, resolved there; if nothing is there to mount on, it is made in a writable root and left out in a read-only one
     * @param readOnly whether nothing can be written
     */
    public record Bind(String source, String target, boolean readOnly) { }

    private DetachedTree() { }

    /**
     * Makes the tree.
     *
     * @param anchor an existing folder to mount on, seen by no one
     * @return a descriptor of its root, opened with {@code O_PATH}
     */
    public static Fd build(Path anchor, Root root, List<Bind> binds) {
        CompletableFuture<Fd> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(assemble(anchor.toString(), root, binds));
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        }, "mount-tree");
        thread.setDaemon(true);
        thread.start();
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ErrnoException errno) {
                errno.addSuppressed(e);
                throw errno;
            }
            throw e;
        }
    }

    private static Fd assemble(String anchor, Root root, List<Bind> binds) {
        check(Natives.unshare(CLONE_NEWNS), "unshare", "mount namespace");
        Mounts.mount("", "/", "", MS_REC | MS_PRIVATE, "");
        check(Natives.chdir(Scratch.get().path(root.workFolder().toString())), "chdir", root.workFolder().toString());
        mountRoot(anchor, root);
        int top = At.open(At.CWD, anchor, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0);
        try {
            binds.forEach(bind -> {
                if (!root.readOnly()) {
                    MountPoint.make(top, bind, root.uid(), root.gid());
                }
                mountBind(top, bind);
            });
        } finally {
            At.close(top);
        }
        long flags = OPEN_TREE_CLONE | AT_RECURSIVE | OpenFlags.O_CLOEXEC;
        return new Fd((int) check(Natives.syscall(Natives.NR_OPEN_TREE, At.CWD, Scratch.get().path(anchor), flags, 0), "open_tree", anchor));
    }

    private static void mountRoot(String anchor, Root root) {
        long readOnly = root.readOnly() ? MS_RDONLY : 0;
        if (root.type().equals("bind")) {
            Mounts.mount(root.source(), anchor, "", MS_BIND, "");
            if (root.readOnly()) {
                Mounts.mount("", anchor, "", MS_BIND | MS_REMOUNT | MS_RDONLY, "");
            }
        } else {
            Mounts.mount(root.source(), anchor, root.type(), readOnly, root.data());
        }
    }

    private static void mountBind(int top, Bind bind) {
        int target;
        try {
            target = At.openIn(top, bind.target(), OpenFlags.O_PATH, 0);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                return;
            }
            throw e;
        }
        try {
            Mounts.mount(bind.source(), "/proc/self/fd/" + target, "", MS_BIND | MS_REC, "");
        } finally {
            At.close(target);
        }
        if (bind.readOnly()) {
            remountReadOnly(top, bind);
        }
    }

    private static void remountReadOnly(int top, Bind bind) {
        int mounted = At.openIn(top, bind.target(), OpenFlags.O_PATH, 0);
        try {
            Mounts.mount("", "/proc/self/fd/" + mounted, "", MS_BIND | MS_REMOUNT | MS_RDONLY, "");
        } finally {
            At.close(mounted);
        }
    }
}
