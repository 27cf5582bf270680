package org.servin.volume.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.servin.linux.fs.At;
import org.servin.linux.fs.Btrfs;
import org.servin.linux.fs.ProjectQuotas;
import org.servin.spi.ServinException;

/**
 * Keeps volumes within a size, where the file system can: btrfs by a subvolume with a limit, xfs and ext4 by projects, if they are mounted with
 * {@code prjquota}; on ext4 whoever has CAP_SYS_RESOURCE, such as a privileged container, may take more. Thread-safe.
 */
final class SizeLimits {
    private final Path root;

    /**
     * Limits volumes.
     *
     * @param root the folder of all volumes
     */
    SizeLimits(Path root) {
        this.root = root;
    }

    /**
     * Makes the data folder of a volume with a limit. INVALID_ARGUMENT in dockerd's words where the file system knows no limits.
     *
     * @param volume the volume's folder, which is empty as yet
     * @param bytes more than 0
     */
    void makeFolder(Path volume, String data, long bytes) throws IOException {
        int fd = At.openFolder(volume);
        try {
            if (Btrfs.has(fd)) {
                makeSubvolume(fd, data, bytes);
            } else if (ProjectQuotas.enforced(fd)) {
                join(fd, bytes);
                At.mkdir(fd, data, 0755);
            } else {
                throw ServinException.invalid("quota size requested but no quota support");
            }
        } finally {
            At.close(fd);
        }
    }

    private static void makeSubvolume(int volume, String data, long bytes) {
        Btrfs.enableQuota(volume);
        Btrfs.makeSubvolume(volume, data);
        int fd = At.openFolder(volume, data);
        try {
            Btrfs.limit(fd, bytes);
        } finally {
            At.close(fd);
        }
    }

    /** Two volumes that are made at once must not share a project. */
    private synchronized void join(int volume, long bytes) throws IOException {
        int project = 1 + highestProject();
        ProjectQuotas.limit(volume, project, bytes);
        ProjectQuotas.join(volume, project);
    }

    private int highestProject() throws IOException {
        int highest = project(root);
        try (Stream<Path> folders = Files.list(root)) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                highest = Math.max(highest, project(folder));
            }
        }
        return highest;
    }

    private static int project(Path folder) {
        int fd = At.openFolder(folder);
        try {
            return ProjectQuotas.project(fd);
        } finally {
            At.close(fd);
        }
    }
}
