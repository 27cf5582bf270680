package org.servin.linux.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import org.servin.linux.ErrnoException;
import org.servin.linux.internal.LibC;

/** The C library's functions of this topic, and the system calls that it has no function for; their numbers are the same on all architectures. */
final class ProcessCalls {
    static final long NR_PIDFD_SEND_SIGNAL = 424;
    static final long NR_PIDFD_OPEN = 434;
    static final long NR_PIDFD_GETFD = 438;

    static {
        Native.register(ProcessCalls.class, "c");
    }

    private ProcessCalls() { }

    static native int posix_spawn(Pointer pid, Pointer path, Pointer actions, Pointer attributes, Pointer args, Pointer env);

    static native int posix_spawn_file_actions_init(Pointer actions);

    static native int posix_spawn_file_actions_destroy(Pointer actions);

    static native int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

    static native int posix_spawnattr_init(Pointer attributes);

    static native int posix_spawnattr_setflags(Pointer attributes, short flags);

    static native int posix_spawnattr_setsigdefault(Pointer attributes, Pointer set);

    static native int posix_spawnattr_setsigmask(Pointer attributes, Pointer set);

    static native int sigfillset(Pointer set);

    static native int sigemptyset(Pointer set);

    static native int socketpair(int domain, int type, int protocol, Pointer pair);

    static native int fcntl(int fd, int command, long argument);

    static native int waitid(int kind, int id, Pointer info, int options);

    static native int memfd_create(Pointer name, int flags);

    static native long syscall(long number, long a, long b, long c, long d);

    static Memory text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Memory memory = new Memory(bytes.length + 1L);
        memory.write(0, bytes, 0, bytes.length);
        memory.setByte(bytes.length, (byte) 0);
        return memory;
    }

    static ErrnoException failure(String call, String subject) {
        return new ErrnoException(call, subject, LibC.errno());
    }

    static int check(long result, String call, String subject) {
        if (result < 0) {
            throw failure(call, subject);
        }
        return (int) result;
    }
}
