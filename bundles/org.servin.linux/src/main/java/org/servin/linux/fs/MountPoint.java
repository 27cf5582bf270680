package org.servin.linux.fs;

import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/** Makes the file or folder that something is to be mounted on, inside a root. */
final class MountPoint {
    private MountPoint() { }

    /** Makes it with its folders, unless it is there: a folder for a folder, else an empty file. */
    static void make(int root, DetachedTree.Bind bind, int uid, int gid) {
        if (isThere(root, bind.target())) {
            return;
        }
        StringBuilder path = new StringBuilder();
        String[] names = bind.target().split("/");
        for (int i = 0; i < names.length; i++) {
            if (!names[i].isEmpty()) {
                String folder = path.length() == 0 ? "/" : path.toString();
                boolean last = i == names.length - 1;
                path.append('/').append(names[i]);
                if (!isThere(root, path.toString())) {
                    makeOne(root, folder, names[i], !last || At.stat(At.CWD, bind.source()).isDirectory(), uid, gid);
                }
            }
        }
    }

    private static boolean isThere(int root, String path) {
        try {
            At.close(At.openIn(root, path, OpenFlags.O_PATH, 0));
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return false;
            }
            throw e;
        }
    }

    private static void makeOne(int root, String folder, String name, boolean isFolder, int uid, int gid) {
        int fd = At.openIn(root, folder, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0);
        try {
            if (isFolder) {
                At.mkdir(fd, name, 0755);
            } else {
                At.mknod(fd, name, FileStat.S_IFREG | 0755, 0);
            }
            At.give(fd, name, uid, gid);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) { // a link that leads nowhere: nothing is mounted then
                throw e;
            }
        } finally {
            At.close(fd);
        }
    }
}
