package org.servin.core.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * A device node of the host.
 *
 * @param path where
 * @param type {@code 'c'} or {@code 'b'}
 * @param mode permission bits
 */
record HostDevice(Path path, char type, int major, int minor, int mode, int uid, int gid) {
    private static final int TYPE_MASK = 0170000;
    private static final int CHARACTER = 0020000;
    private static final int BLOCK = 0060000;

    /** The node at a path, following links. INTERNAL if there is none, as dockerd has it. */
    static HostDevice read(String path) {
        if (path == null || path.isEmpty()) {
            throw absent("", null);
        }
        try {
            return find(Path.of(path)).orElseThrow(() -> new ServinException(ErrorKind.INTERNAL, path + " is not a device node"));
        } catch (NoSuchFileException e) {
            throw absent(path, e);
        } catch (IOException e) {
            throw ServinException.internal("cannot read device " + path + ": " + e.getMessage(), e);
        }
    }

    private static ServinException absent(String path, NoSuchFileException cause) {
        return new ServinException(ErrorKind.INTERNAL, "stat " + path + ": no such file or directory", cause);
    }

    /** The node at a path; empty if something else is there. */
    static Optional<HostDevice> find(Path path, LinkOption... options) throws IOException {
        Map<String, Object> facts = Files.readAttributes(path, "unix:mode,rdev,uid,gid", options);
        int mode = (Integer) facts.get("mode");
        char type = switch (mode & TYPE_MASK) {
            case CHARACTER -> 'c';
            case BLOCK -> 'b';
            default -> 0;
        };
        if (type == 0) {
            return Optional.empty();
        }
        // How glibc packs a number: makedev(3).
        long device = ((Number) facts.get("rdev")).longValue();
        int major = (int) (device >>> 8 & 0xfff | device >>> 32 & 0xfffff000L);
        int minor = (int) (device & 0xff | device >>> 12 & 0xffffff00L);
        return Optional.of(new HostDevice(path, type, major, minor, mode & 07777, (Integer) facts.get("uid"), (Integer) facts.get("gid")));
    }
}
