package org.servin.runtime.internal.task;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.runtime.internal.plan.Op;
import org.servin.runtime.internal.plan.Program;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * Says what failed inside a container in the words of dockerd 20.10 with runc 1.1, on which clients match. The texts after runc's own
 * "OCI runtime ... failed" are here; what stands before differs between launch and exec, and is put there by {@link #launch} and {@link #exec}.
 */
final class LaunchFailure {
    private static final Set<Integer> CALLERS_FAULT = Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES);
    /** How the text of a failure begins that {@link #launch} and {@link #exec} put the rest before. */
    static final String CAUSE = "unable to start container process: ";

    private LaunchFailure() { }

    /** The failure of one operation, without the beginning. */
    static ServinException of(List<Program> programs, Report report) {
        if (report.first() < 1 || report.first() > programs.size() || report.second() < 0) {
            return new ServinException(ErrorKind.INTERNAL, CAUSE + Errno.text(report.errno()));
        }
        Op op = programs.get(report.first() - 1).ops().get(report.second());
        String text = text(op, report.errno());
        boolean fault = CALLERS_FAULT.contains(report.errno()) && op.code() != Op.Code.WRITE;
        ErrnoException cause = new ErrnoException(op.code().name().toLowerCase(Locale.ROOT), "", report.errno());
        return new ServinException(fault ? ErrorKind.INVALID_ARGUMENT : ErrorKind.INTERNAL, text, cause);
    }

    /** Whether a control group does not take the process: no other file that is written on the way into a container is ever busy. */
    static boolean isBusyGroup(Throwable failure) {
        return failure != null && (failure instanceof ErrnoException known && known.is(Errno.EBUSY) || isBusyGroup(failure.getCause()));
    }

    private static String text(Op op, int errno) {
        String reason = Errno.text(errno);
        return switch (op.code()) {
            case EXEC -> CAUSE + "exec: " + command(op, errno);
            case FOLDER -> advised(CAUSE + "chdir to cwd (\"" + op.text(0) + "\") set in config.json failed: " + reason, errno);
            case FOLDERS -> errno == Errno.ENOTDIR ? "Cannot mkdir: " + op.text(0) + " is not a directory" : CAUSE + "mkdir " + op.text(0) + ": " + reason;
            case MOUNT -> mount(op.text(1), op.text(2), errno);
            case BIND, ATTACH -> mount(op.text(0), op.text(1), errno);
            case ROOT -> CAUSE + "error mounting the root file system (" + op.text(2) + "): " + reason;
            // opening a parameter does not fail in these ways
            case SYSCTL -> inside((errno == Errno.EINVAL ? "write" : "open") + " /proc/sys/" + op.text(0).replaceAll("/+", "/"), reason);
            case HOSTNAME -> inside("sethostname", reason);
            case WRITE -> inside("write " + op.text(0), reason);
            case NODE -> inside("mknod " + op.text(0), reason);
            case LINK -> inside("symlink " + op.text(1), reason);
            case MASK, PROTECT, PROTECT_SELF -> inside(op.code().name().toLowerCase(Locale.ROOT) + " " + op.text(0), reason);
            case TREE, TREE_OF -> inside("open " + op.text(0), reason);
            case IDS -> errno == Errno.EINVAL ? CAUSE + "unable to setup user: cannot set uid to unmapped user in user namespace" : inside("ids", reason);
            case RLIMIT -> inside("error setting rlimit", reason);
            default -> inside(op.code().name().toLowerCase(Locale.ROOT), reason);
        };
    }

    private static String inside(String what, String reason) {
        return CAUSE + "error during container init: " + what + ": " + reason;
    }

    private static String mount(String source, String target, int errno) {
        // a read-only file system is one where the place to mount at cannot be made
        String call = errno == Errno.EROFS ? "mkdir " + target : "mount " + source + ":" + target;
        String text = inside("error mounting \"" + source + "\" to rootfs at \"" + target + "\": " + call, Errno.text(errno));
        return advised(text, errno);
    }

    /** Dockerd adds its advice to every failure of that kind. */
    private static String advised(String text, int errno) {
        return errno == Errno.ENOTDIR ? text + ": unknown: Are you trying to mount a directory onto a file (or vice-versa)? "
                + "Check if the specified host path exists and is the expected type" : text;
    }

    private static String command(Op op, int errno) {
        String name = op.command();
        String quoted = "\"" + name + "\": ";
        boolean missing = errno == Errno.ENOENT || errno == Errno.ENOTDIR;
        if (name.indexOf('/') < 0 && (missing || errno == Errno.EACCES)) {
            return quoted + "executable file not found in $PATH";
        }
        return quoted + (missing ? "stat " + name + ": " : "") + Errno.text(errno);
    }

    /** The whole message for a container's first process. */
    static ServinException launch(ServinException inside) {
        return prefixed("failed to create shim task: OCI runtime create failed: runc create failed: ", inside);
    }

    /** The whole message for a process put into a container. */
    static ServinException exec(ServinException inside) {
        return prefixed("OCI runtime exec failed: exec failed: ", inside);
    }

    private static ServinException prefixed(String prefix, ServinException inside) {
        String text = inside.getMessage();
        if (!text.startsWith(CAUSE)) {
            return inside;
        }
        return new ServinException(inside.kind(), prefix + text + (text.contains(": unknown") ? "" : ": unknown"), inside);
    }
}
