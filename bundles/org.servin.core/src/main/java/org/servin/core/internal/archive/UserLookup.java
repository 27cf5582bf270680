package org.servin.core.internal.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.FileData;
import org.servin.linux.fs.OpenFlags;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;

/** Finds a container's user in the container's own files. */
final class UserLookup {
    /** More is not read: the file is the container's, which may mean harm. */
    private static final int MOST = 1 << 20;

    private final int root;

    UserLookup(int root) {
        this.root = root;
    }

    /** Numbers of {@code user} or {@code user:group}, each a name or a number. */
    Owner owner(String text) {
        String[] parts = text.split(":", 2);
        Optional<String[]> entry = entry("/etc/passwd", parts[0]);
        int uid = number(parts[0]).or(() -> entry.flatMap(fields -> number(fields[2])))
                .orElseThrow(() -> ServinException.invalid("unable to find user " + parts[0] + ": no matching entries in passwd file"));
        if (parts.length == 1 || parts[1].isEmpty()) {
            return new Owner(uid, entry.flatMap(fields -> number(fields[3])).orElse(0));
        }
        int gid = number(parts[1]).or(() -> entry("/etc/group", parts[1]).flatMap(fields -> number(fields[2])))
                .orElseThrow(() -> ServinException.invalid("unable to find group " + parts[1] + ": no matching entries in group file"));
        return new Owner(uid, gid);
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseUnsignedInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty(); // a name
        }
    }

    /** The line for a name, or for a user's number. */
    private Optional<String[]> entry(String file, String wanted) {
        return text(file).lines().map(line -> line.split(":", -1))
                .filter(fields -> fields.length >= 4 && (fields[0].equals(wanted) || fields[2].equals(wanted))).findFirst();
    }

    private String text(String file) {
        int fd;
        try {
            fd = At.openIn(root, file, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, 0);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                return "";
            }
            throw e;
        }
        try {
            return At.stat(fd).isRegular() ? new String(FileData.input(fd).readNBytes(MOST), ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            At.close(fd);
        }
    }
}
