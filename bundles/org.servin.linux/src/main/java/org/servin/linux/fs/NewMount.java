package org.servin.linux.fs;

import static org.servin.linux.fs.Mounts.MS_DIRSYNC;
import static org.servin.linux.fs.Mounts.MS_MANDLOCK;
import static org.servin.linux.fs.Mounts.MS_NOATIME;
import static org.servin.linux.fs.Mounts.MS_NODEV;
import static org.servin.linux.fs.Mounts.MS_NODIRATIME;
import static org.servin.linux.fs.Mounts.MS_NOEXEC;
import static org.servin.linux.fs.Mounts.MS_NOSUID;
import static org.servin.linux.fs.Mounts.MS_RDONLY;
import static org.servin.linux.fs.Mounts.MS_REC;
import static org.servin.linux.fs.Mounts.MS_RELATIME;
import static org.servin.linux.fs.Mounts.MS_SLAVE;
import static org.servin.linux.fs.Mounts.MS_STRICTATIME;
import static org.servin.linux.fs.Mounts.MS_SYNCHRONOUS;
import static org.servin.linux.fs.Natives.check;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.internal.LibC;

/**
 * Mounts that are attached nowhere until they are complete, and of which the kernel says why it refused them: fsopen(2), open_tree(2) and move_mount(2). They take
 * mount(2)'s flags. Whoever is killed before {@link #attach} leaves nothing. Thread-safe.
 */
public final class NewMount {
    /** Longest value, and name, that fsconfig(2) takes. */
    public static final int LONGEST = 255;
    private static final int CLOEXEC = 1;
    private static final int SET_FLAG = 0;
    private static final int SET_STRING = 1;
    private static final int CREATE = 6;
    private static final int OPEN_TREE_CLONE = 1;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_RECURSIVE = 0x8000;
    private static final int F_EMPTY_PATH = 4;
    private static final int MOUNT_ATTR_SIZE = 32;
    private static final long ATIME = 0x70;
    private static final int VALUE = 4096;
    private static final int LOG = 8192;

    /** What belongs to the file system rather than to one mount of it, by the names that fsconfig(2) has for it. */
    private static final Map<Long, String> OF_FILE_SYSTEM = Map.of(
            MS_RDONLY, "ro", MS_SYNCHRONOUS, "sync", MS_DIRSYNC, "dirsync", MS_MANDLOCK, "mand");

    private NewMount() { }

    /**
     * A new mount of a file system.
     *
     * @param type the file system's type
     * @param source the device, or what the type takes for one
     * @param options words, or {@code name=value}
     * @param flags {@code MS_*} but {@code MS_BIND} and propagation
     * @return the mount's root
     */
    public static Fd ofFileSystem(String type, String source, List<String> options, long flags) {
        int context = (int) check(Natives.syscall(Natives.NR_FSOPEN, Scratch.get().path(type), CLOEXEC, 0, 0), "fsopen", type);
        try {
            configure(context, SET_STRING, "source", source);
            OF_FILE_SYSTEM.forEach((flag, name) -> {
                if ((flags & flag) != 0) {
                    configure(context, SET_FLAG, name, "");
                }
            });
            for (String option : options) {
                int at = option.indexOf('=');
                configure(context, at < 0 ? SET_FLAG : SET_STRING, at < 0 ? option : option.substring(0, at), option.substring(at + 1));
            }
            configure(context, CREATE, "", "");
            return new Fd((int) said(context, Natives.syscall(Natives.NR_FSMOUNT, context, CLOEXEC, attributes(flags), 0), "fsmount", type));
        } finally {
            At.close(context);
        }
    }

    /** Options go by their name only into messages: their values may be secret. */
    private static void configure(int context, int command, String name, String value) {
        Scratch scratch = Scratch.get();
        long key = command == CREATE ? 0 : bulk(scratch, name, 0);
        long text = command == SET_STRING ? bulk(scratch, value, VALUE) : 0;
        said(context, Natives.syscall(Natives.NR_FSCONFIG, context, command, key, text, 0), "fsconfig", name);
    }

    private static long bulk(Scratch scratch, String text, int at) {
        byte[] bytes = RawNames.encode(text);
        if (bytes.length > LONGEST) {
            throw new ErrnoException("fsconfig", "of " + bytes.length + " bytes", Errno.E2BIG);
        }
        scratch.bulk().put(at, bytes).put(at + bytes.length, (byte) 0);
        return scratch.bulkAddress() + at;
    }

    private static long said(int context, long result, String call, String subject) {
        if (result < 0) {
            int errno = LibC.errno();
            throw new ErrnoException(call, subject, errno, log(context));
        }
        return result;
    }

    /** Each read gives a message after a letter for its weight; what is only of interest is left out. */
    private static String log(int context) {
        Scratch scratch = Scratch.get();
        List<String> messages = new ArrayList<>();
        while (true) {
            scratch.bulk();
            long length = Natives.read(context, scratch.bulkAddress(), LOG);
            if (length <= 0) { // ENODATA: that was all; and nothing that failed here is worth more than what it is about
                return String.join("; ", messages);
            }
            String message = new String(scratch.bulkBytes((int) length), StandardCharsets.UTF_8).strip();
            if (message.length() > 2 && !message.startsWith("i ")) {
                messages.add(message.substring(2));
            }
        }
    }

    private static long attributes(long flags) {
        return (flags & (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)) // the same bits
                | ((flags & MS_NOATIME) != 0 ? 0x10 : (flags & MS_STRICTATIME) != 0 ? 0x20 : 0)
                | ((flags & MS_NODIRATIME) != 0 ? 0x80 : 0);
    }

    /**
     * One more mount of what a path of the host has. It is a slave of the mount it comes from: what is mounted there appears here, but what is unmounted here stays
     * there. Else the end of this one would take along what is mounted below the other.
     *
     * @param flags {@code MS_*}: with {@code MS_REC} all that is mounted below comes along; the others are for the uppermost mount
     * @return the mount's root
     */
    public static Fd ofPath(String source, long flags) {
        long how = OPEN_TREE_CLONE | OpenFlags.O_CLOEXEC | ((flags & MS_REC) != 0 ? AT_RECURSIVE : 0);
        Fd mount = new Fd((int) check(Natives.syscall(Natives.NR_OPEN_TREE, At.CWD, Scratch.get().path(source), how, 0), "open_tree", source));
        try {
            change(mount, source, AT_EMPTY_PATH | AT_RECURSIVE, 0, 0, MS_SLAVE);
            boolean accessTime = (flags & (MS_NOATIME | MS_RELATIME | MS_STRICTATIME)) != 0;
            if (attributes(flags) != 0 || accessTime) {
                change(mount, source, AT_EMPTY_PATH, attributes(flags), accessTime ? ATIME : 0, 0);
            }
            return mount;
        } catch (ErrnoException e) {
            mount.close();
            throw e;
        }
    }

    private static void change(Fd mount, String source, int how, long set, long clear, long propagation) {
        Scratch scratch = Scratch.get();
        scratch.putLong(0, set).putLong(8, clear).putLong(16, propagation).putLong(24, 0);
        check(Natives.syscall(Natives.NR_MOUNT_SETATTR, mount.number(), scratch.path(""), how, scratch.struct(), MOUNT_ATTR_SIZE), "mount_setattr", source);
    }

    /** Attaches it to a path of the host, whose last name is not followed if it is a link. */
    public static void attach(Fd mount, Path target) {
        Scratch scratch = Scratch.get();
        check(Natives.syscall(Natives.NR_MOVE_MOUNT, mount.number(), scratch.path(""), At.CWD, scratch.secondPath(target.toString()), F_EMPTY_PATH), "move_mount", target.toString());
    }
}
