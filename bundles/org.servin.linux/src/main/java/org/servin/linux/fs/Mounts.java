package org.servin.linux.fs;

import static org.servin.linux.fs.Natives.check;

import java.nio.file.Path;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.internal.LibC;

/** mount(2) and umount2(2) in the caller's mount namespace, and their constants. Thread-safe. */
public final class Mounts {
    public static final long MS_RDONLY = 1;
    public static final long MS_NOSUID = 2;
    public static final long MS_NODEV = 4;
    public static final long MS_NOEXEC = 8;
    public static final long MS_SYNCHRONOUS = 16;
    public static final long MS_REMOUNT = 32;
    public static final long MS_MANDLOCK = 64;
    public static final long MS_DIRSYNC = 128;
    public static final long MS_NOATIME = 1024;
    public static final long MS_NODIRATIME = 2048;
    public static final long MS_BIND = 4096;
    public static final long MS_MOVE = 8192;
    public static final long MS_REC = 16384;
    public static final long MS_SILENT = 32768;
    public static final long MS_UNBINDABLE = 1 << 17;
    public static final long MS_PRIVATE = 1 << 18;
    public static final long MS_SLAVE = 1 << 19;
    public static final long MS_SHARED = 1 << 20;
    public static final long MS_RELATIME = 1 << 21;
    public static final long MS_STRICTATIME = 1 << 24;
    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;

    private Mounts() { }

    /** mount(2). Empty strings become null pointers; data may have up to a page. */
    public static void mount(String source, String target, String type, long flags, String data) {
        Scratch scratch = Scratch.get();
        // Five strings and two places for paths: the rest goes to the large buffer.
        long from = orNull(scratch, source, 0);
        long kind = orNull(scratch, type, 8192);
        long options = orNull(scratch, data, 16384);
        check(Natives.mount(from, scratch.path(target), kind, flags, options), "mount", target);
    }

    private static long orNull(Scratch scratch, String text, int at) {
        if (text.isEmpty()) {
            return 0;
        }
        byte[] bytes = RawNames.encode(text);
        if (bytes.length >= 8192) {
            throw new ErrnoException("mount", "with " + bytes.length + " bytes of options", Errno.E2BIG);
        }
        scratch.bulk().put(at, bytes).put(at + bytes.length, (byte) 0);
        return scratch.bulkAddress() + at;
    }

    /** Unmounts at once. */
    public static void unmount(Path target) {
        check(Natives.umount2(Scratch.get().path(target.toString()), UMOUNT_NOFOLLOW), "umount", target.toString());
    }

    /** Takes the mount out of the tree now; it ends when nobody uses it. Whether there was one. */
    public static boolean detach(Path target) {
        int result = Natives.umount2(Scratch.get().path(target.toString()), UMOUNT_NOFOLLOW | MNT_DETACH);
        if (result < 0 && (LibC.errno() == Errno.EINVAL || LibC.errno() == Errno.ENOENT)) {
            return false;
        }
        check(result, "umount", target.toString());
        return true;
    }
}
