package org.servin.linux.fs;

/**
 * Folders that take so many bytes at most, where the file system can: on btrfs a subvolume with a limit, on xfs and ext4 a project, if they are mounted with
 * {@code prjquota}; on ext4 whoever has CAP_SYS_RESOURCE, such as a privileged container, may take more. Thread-safe.
 */
public final class SizedFolder {
    private SizedFolder() { }

    /** Whether the file system of an open folder can. */
    public static boolean supported(int parent) {
        return Btrfs.has(parent) || ProjectQuotas.enforced(parent);
    }

    /**
     * Makes one, of mode {@code mode}.
     *
     * @param parent an open folder whose file system can
     * @param bytes more than 0
     */
    public static void make(int parent, String name, int mode, long bytes) {
        boolean subvolume = Btrfs.has(parent);
        if (subvolume) {
            Btrfs.enableQuota(parent);
            Btrfs.makeSubvolume(parent, name);
        } else {
            At.mkdir(parent, name, mode);
        }
        int fd = At.openFolder(parent, name);
        try {
            if (subvolume) {
                At.chmod(parent, name, mode);
                Btrfs.limit(fd, bytes);
            } else {
                ProjectQuotas.confine(fd, bytes);
            }
        } finally {
            At.close(fd);
        }
    }
}
