package org.servin.linux.fs;

import static org.servin.linux.fs.Natives.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.internal.LibC;

/**
 * Extended attributes, by an open descriptor or by folder and name (never following a link in the name). Attributes of a file system that has
 * none are absent. Thread-safe.
 */
public final class Xattrs {
    private Xattrs() { }

    /** An attribute's value, if it is there. */
    public static Optional<byte[]> get(int fd, String attribute) {
        Scratch scratch = Scratch.get();
        return value(scratch, Natives.fgetxattr(fd, scratch.secondPath(attribute), scratch.bulkAddress(), Scratch.BULK), attribute);
    }

    /** An attribute's value, if it is there. */
    public static Optional<byte[]> get(int dir, String name, String attribute) {
        Scratch scratch = Scratch.get();
        long path = scratch.path(path(dir, name));
        return value(scratch, Natives.lgetxattr(path, scratch.secondPath(attribute), scratch.bulkAddress(), Scratch.BULK), attribute);
    }

    private static Optional<byte[]> value(Scratch scratch, long length, String attribute) {
        if (length < 0 && isAbsent(LibC.errno())) {
            return Optional.empty();
        }
        return Optional.of(scratch.bulkBytes((int) check(length, "getxattr", attribute)));
    }

    /** Sets an attribute. */
    public static void set(int fd, String attribute, byte[] value) {
        Scratch scratch = withValue(value);
        check(Natives.fsetxattr(fd, scratch.secondPath(attribute), scratch.bulkAddress(), value.length, 0), "setxattr", attribute);
    }

    /** Sets an attribute. */
    public static void set(int dir, String name, String attribute, byte[] value) {
        Scratch scratch = withValue(value);
        long path = scratch.path(path(dir, name));
        check(Natives.lsetxattr(path, scratch.secondPath(attribute), scratch.bulkAddress(), value.length, 0), "setxattr", name + " " + attribute);
    }

    private static Scratch withValue(byte[] value) {
        if (value.length > Scratch.BULK) {
            throw new ErrnoException("setxattr", "of " + value.length + " bytes", Errno.E2BIG);
        }
        Scratch scratch = Scratch.get();
        scratch.bulk().put(0, value);
        return scratch;
    }

    /** Removes an attribute; an absent one is no error. */
    public static void remove(int fd, String attribute) {
        int result = Natives.fremovexattr(fd, Scratch.get().secondPath(attribute));
        if (result < 0 && !isAbsent(LibC.errno())) {
            check(result, "removexattr", attribute);
        }
    }

    /** Names of all attributes. */
    public static List<String> list(int fd) {
        Scratch scratch = Scratch.get();
        return names(scratch, Natives.flistxattr(fd, scratch.bulkAddress(), Scratch.BULK));
    }

    /** Names of all attributes. */
    public static List<String> list(int dir, String name) {
        Scratch scratch = Scratch.get();
        return names(scratch, Natives.llistxattr(scratch.path(path(dir, name)), scratch.bulkAddress(), Scratch.BULK));
    }

    private static List<String> names(Scratch scratch, long length) {
        if (length == 0 || length < 0 && isAbsent(LibC.errno())) {
            return List.of();
        }
        byte[] bytes = scratch.bulkBytes((int) check(length, "listxattr", ""));
        List<String> names = new ArrayList<>();
        for (int start = 0, i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                names.add(RawNames.decode(bytes, start, i - start));
                start = i + 1;
            }
        }
        return names;
    }

    private static boolean isAbsent(int errno) {
        return errno == Errno.ENODATA || errno == Errno.EOPNOTSUPP;
    }

    private static String path(int dir, String name) {
        return dir == At.CWD ? name : "/proc/self/fd/" + dir + "/" + name;
    }
}
