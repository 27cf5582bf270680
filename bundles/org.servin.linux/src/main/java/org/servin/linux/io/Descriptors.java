package org.servin.linux.io;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.internal.LibC;

/**
 * Reads, writes and sets descriptors. EINTR is retried; EAGAIN is the value {@link #WOULD_BLOCK}; everything else that goes wrong is an
 * {@link ErrnoException}. Thread-safe: native buffers are each thread's own.
 */
public final class Descriptors {
    /** Result of a call that would have had to wait. */
    public static final int WOULD_BLOCK = -1;

    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_TRUNC = 0x200;
    public static final int O_APPEND = 0x400;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;

    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int SEEK_END = 2;
    private static final int SPLICE_F_NONBLOCK = 2;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;
    private static final long FIONREAD = 0x541B;

    private Descriptors() { }

    /** Opens a file of the host with {@code O_CLOEXEC}. For paths inside containers use {@code openat2}. */
    public static Fd open(Path path, int flags, int mode) {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        Memory name = new Memory(bytes.length + 1L);
        name.write(0, bytes, 0, bytes.length);
        name.setByte(bytes.length, (byte) 0);
        while (true) {
            int fd = IoCalls.open(name, flags | O_CLOEXEC, mode);
            if (fd >= 0) {
                return new Fd(fd);
            }
            retryOnlyIfInterrupted("open", path.toString());
        }
    }

    /** Reads at most {@code length} bytes. 0 at the end of the file, {@link #WOULD_BLOCK} if there is nothing yet. */
    public static int read(int fd, byte[] bytes, int offset, int length) {
        int count = Math.min(length, Scratch.BUFFER);
        Memory buffer = Scratch.mine().buffer(count);
        while (true) {
            int n = (int) IoCalls.read(fd, buffer, count);
            if (n >= 0) {
                buffer.read(0, bytes, offset, n);
                return n;
            }
            if (blockedElseRetry("read", fd)) {
                return WOULD_BLOCK;
            }
        }
    }

    /** Writes some of the bytes and tells how many; {@link #WOULD_BLOCK} if none fit now. EPIPE without a reader, never a signal. */
    public static int write(int fd, byte[] bytes, int offset, int length) {
        int count = Math.min(length, Scratch.BUFFER);
        Memory buffer = Scratch.mine().buffer(count);
        buffer.write(0, bytes, offset, count);
        while (true) {
            int n = (int) IoCalls.write(fd, buffer, count);
            if (n >= 0) {
                return n;
            }
            if (blockedElseRetry("write", fd)) {
                return WOULD_BLOCK;
            }
        }
    }

    /** Reads from a place of a file; less than asked for only at its end. */
    public static int pread(int fd, byte[] bytes, int offset, int length, long position) {
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, Scratch.BUFFER);
            Memory buffer = Scratch.mine().buffer(count);
            int n = (int) IoCalls.pread(fd, buffer, count, position + done);
            if (n < 0) {
                retryOnlyIfInterrupted("pread", "descriptor " + fd);
                continue;
            }
            if (n == 0) {
                break;
            }
            buffer.read(0, bytes, offset + done, n);
            done += n;
        }
        return done;
    }

    /** Writes all of the bytes at a place of a file. */
    public static void pwrite(int fd, byte[] bytes, int offset, int length, long position) {
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, Scratch.BUFFER);
            Memory buffer = Scratch.mine().buffer(count);
            buffer.write(0, bytes, offset + done, count);
            int n = (int) IoCalls.pwrite(fd, buffer, count, position + done);
            if (n < 0) {
                retryOnlyIfInterrupted("pwrite", "descriptor " + fd);
                continue;
            }
            done += n;
        }
    }

    /**
     * Moves bytes from a pipe to a place of a file, inside the kernel, without waiting for the pipe. When the calling process is killed in
     * the middle, each byte is either still in the pipe or in the file. The file must not be open with {@code O_APPEND}.
     *
     * @return how many; 0 when the pipe has no writers left; {@link #WOULD_BLOCK} if it is empty
     */
    public static int spliceToFile(int pipe, int file, long position, int length) {
        Memory place = Scratch.mine().small;
        while (true) {
            place.setLong(0, position);
            int n = (int) IoCalls.splice(pipe, Pointer.NULL, file, place, length, SPLICE_F_NONBLOCK);
            if (n >= 0) {
                return n;
            }
            if (blockedElseRetry("splice", pipe)) {
                return WOULD_BLOCK;
            }
        }
    }

    /** Moves bytes between two descriptors of which one is a pipe, at their own positions, without waiting for the pipe. */
    public static int splice(int in, int out, int length) {
        while (true) {
            int n = (int) IoCalls.splice(in, Pointer.NULL, out, Pointer.NULL, length, SPLICE_F_NONBLOCK);
            if (n >= 0) {
                return n;
            }
            if (blockedElseRetry("splice", in)) {
                return WOULD_BLOCK;
            }
        }
    }

    /** Copies bytes from one pipe to another without taking them out of the first, without waiting. */
    public static int tee(int in, int out, int length) {
        while (true) {
            int n = (int) IoCalls.tee(in, out, length, SPLICE_F_NONBLOCK);
            if (n >= 0) {
                return n;
            }
            if (blockedElseRetry("tee", in)) {
                return WOULD_BLOCK;
            }
        }
    }

    /** Cuts or extends a file. */
    public static void truncate(int fd, long length) {
        while (IoCalls.ftruncate(fd, length) < 0) {
            retryOnlyIfInterrupted("ftruncate", "descriptor " + fd);
        }
    }

    /** Gives back the storage of a part of a file, which then reads as zeros; its size stays. Whole pages only are given back. EOPNOTSUPP where the file system cannot. */
    public static void punchHole(int fd, long offset, long length) {
        while (IoCalls.fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length) < 0) {
            retryOnlyIfInterrupted("fallocate", "descriptor " + fd);
        }
    }

    /** The size of a file in bytes. Moves the descriptor's own position, which positioned calls do not use. */
    public static long size(int fd) {
        long size = IoCalls.lseek(fd, 0, SEEK_END);
        if (size < 0) {
            throw failure("lseek", "descriptor " + fd);
        }
        return size;
    }

    /** Sets or clears {@code O_NONBLOCK} of the open file. */
    public static void nonBlocking(int fd, boolean on) {
        int flags = fcntl(fd, F_GETFL, 0);
        fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
    }

    /** Sets how much a pipe holds, and tells what the kernel made of it. */
    public static int pipeSize(int fd, int bytes) {
        return fcntl(fd, F_SETPIPE_SZ, bytes);
    }

    /** How many bytes wait to be read. */
    public static int available(int fd) {
        Memory count = Scratch.mine().small;
        if (IoCalls.ioctl(fd, FIONREAD, count) < 0) {
            throw failure("ioctl FIONREAD", "descriptor " + fd);
        }
        return count.getInt(0);
    }

    private static int fcntl(int fd, int command, long argument) {
        int result = IoCalls.fcntl(fd, command, argument);
        if (result < 0) {
            throw failure("fcntl", "descriptor " + fd);
        }
        return result;
    }

    private static boolean blockedElseRetry(String call, int fd) {
        int errno = LibC.errno();
        if (errno == Errno.EAGAIN) {
            return true;
        }
        if (errno != Errno.EINTR) {
            throw new ErrnoException(call, "descriptor " + fd, errno);
        }
        return false;
    }

    private static void retryOnlyIfInterrupted(String call, String subject) {
        int errno = LibC.errno();
        if (errno != Errno.EINTR) {
            throw new ErrnoException(call, subject, errno);
        }
    }

    static ErrnoException failure(String call, String subject) {
        return new ErrnoException(call, subject, LibC.errno());
    }
}
