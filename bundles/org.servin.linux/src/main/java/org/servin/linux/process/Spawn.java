package org.servin.linux.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;

/**
 * Starts processes by posix_spawn(3): the address space is not copied, and no code of ours runs between fork and exec. The new process leads a session
 * of its own, has no signal blocked or ignored, and an empty environment.
 */
public final class Spawn {
    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final short SETSID = 0x80;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int HIGH = 64;
    /** Larger than the opaque types of any C library: 80 and 336 bytes with glibc. */
    private static final int ACTIONS_SIZE = 256;
    private static final int ATTRIBUTES_SIZE = 1024;
    private static final int SIGSET_SIZE = 128;
    /** Made once and only read. */
    private static final Memory ATTRIBUTES = attributes();

    private Spawn() { }

    private static Memory attributes() {
        Memory attributes = new Memory(ATTRIBUTES_SIZE);
        Memory set = new Memory(SIGSET_SIZE);
        ProcessCalls.posix_spawnattr_init(attributes);
        ProcessCalls.posix_spawnattr_setflags(attributes, (short) (SETSIGDEF | SETSIGMASK | SETSID));
        ProcessCalls.sigfillset(set);
        ProcessCalls.posix_spawnattr_setsigdefault(attributes, set);
        ProcessCalls.sigemptyset(set);
        ProcessCalls.posix_spawnattr_setsigmask(attributes, set);
        return attributes;
    }

    /**
     * Starts a program.
     *
     * @param program an open file, executed as it is
     * @param args arguments, with the name first
     * @param given its descriptors: the first becomes 0, and so on; one may be given several times. They stay open here
     * @return its number; it is a child to be waited for
     */
    public static int start(Fd program, List<String> args, List<Fd> given) {
        List<Fd> moved = new ArrayList<>();
        try {
            Fd image = above(program, given.size(), moved);
            return spawn("/proc/self/fd/" + image.number(), args, given.stream().map(fd -> above(fd, given.size(), moved)).toList());
        } finally {
            moved.forEach(Fd::close);
        }
    }

    /** Moves a descriptor that many processes are to be given to a high number, so that {@link #start} need not copy it each time. */
    public static Fd aside(Fd fd) {
        try (fd) {
            return copy(fd, HIGH);
        }
    }

    /** A descriptor with a number that none of those to be given takes away. */
    private static Fd above(Fd fd, int least, List<Fd> moved) {
        if (fd.number() >= least) {
            return fd;
        }
        Fd copy = copy(fd, least);
        moved.add(copy);
        return copy;
    }

    private static Fd copy(Fd fd, int least) {
        return fd.use(number -> new Fd(ProcessCalls.check(ProcessCalls.fcntl(number, F_DUPFD_CLOEXEC, least), "fcntl F_DUPFD_CLOEXEC", fd.toString())));
    }

    private static int spawn(String path, List<String> args, List<Fd> given) {
        try (Memory actions = new Memory(ACTIONS_SIZE); Memory pid = new Memory(4); Memory name = ProcessCalls.text(path);
                Memory vector = new Memory((args.size() + 2L) * Native.POINTER_SIZE)) {
            List<Memory> texts = args.stream().map(ProcessCalls::text).toList();
            for (int i = 0; i < texts.size(); i++) {
                vector.setPointer((long) i * Native.POINTER_SIZE, texts.get(i));
            }
            vector.setPointer((long) args.size() * Native.POINTER_SIZE, Pointer.NULL);
            vector.setPointer((args.size() + 1L) * Native.POINTER_SIZE, Pointer.NULL);
            ProcessCalls.posix_spawn_file_actions_init(actions);
            try {
                for (int i = 0; i < given.size(); i++) {
                    ProcessCalls.posix_spawn_file_actions_adddup2(actions, given.get(i).number(), i);
                }
                int errno = ProcessCalls.posix_spawn(pid, name, actions, ATTRIBUTES, vector, vector.share((long) args.size() * Native.POINTER_SIZE));
                if (errno != 0) {
                    throw new ErrnoException("posix_spawn", args.get(0), errno);
                }
            } finally {
                ProcessCalls.posix_spawn_file_actions_destroy(actions);
                texts.forEach(Memory::close);
            }
            return pid.getInt(0);
        }
    }
}
