package org.servin.linux.fs;

import static org.servin.linux.fs.Natives.again;
import static org.servin.linux.fs.Natives.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.internal.LibC;

/** What can be done to an open file: its data, its owner, mode and times, its way to the disk. Thread-safe. */
public final class FileData {
    private static final int SEEK_SET = 0;

    private FileData() { }

    /** Writes all of it at the file's position. */
    public static void write(int fd, byte[] bytes, int offset, int length) {
        Scratch scratch = Scratch.get();
        for (int done = 0; done < length; ) {
            int part = Math.min(Scratch.BULK, length - done);
            scratch.bulk().put(0, bytes, offset + done, part);
            done += (int) writeOnce(fd, scratch.bulkAddress(), part);
        }
    }

    private static long writeOnce(int fd, long address, long count) {
        long n;
        do {
            n = Natives.write(fd, address, count);
        } while (again(n));
        return check(n, "write", "");
    }

    /** Reads some at the file's position; 0 at its end. */
    public static int read(int fd, byte[] bytes, int offset, int length) {
        Scratch scratch = Scratch.get();
        long n;
        do {
            n = Natives.read(fd, scratch.bulkAddress(), Math.min(length, Scratch.BULK));
        } while (again(n));
        check(n, "read", "");
        scratch.bulk().get(0, bytes, offset, (int) n);
        return (int) n;
    }

    /** A stream over a descriptor that stays the caller's; closing the stream does nothing. Failures are {@link IOException}. */
    public static InputStream input(int fd) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                try {
                    int n = length == 0 ? 0 : FileData.read(fd, bytes, offset, length);
                    return n == 0 && length > 0 ? -1 : n;
                } catch (ErrnoException e) {
                    throw new IOException(e.getMessage(), e);
                }
            }
        };
    }

    /** A stream over a descriptor that stays the caller's; closing the stream does nothing. Failures are {@link IOException}. */
    public static OutputStream output(int fd) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    FileData.write(fd, bytes, offset, length);
                } catch (ErrnoException e) {
                    throw new IOException(e.getMessage(), e);
                }
            }
        };
    }

    /** Copies the rest of one file to another, inside the kernel and without taking room twice where the file system can. */
    public static void copy(int from, int to) {
        long n;
        do {
            n = Natives.copy_file_range(from, 0, to, 0, 1L << 30, 0);
        } while (n > 0 || again(n));
        if (n < 0) {
            int errno = LibC.errno();
            if (errno != Errno.EXDEV && errno != Errno.EINVAL && errno != Errno.ENOSYS && errno != Errno.EOPNOTSUPP) {
                throw new ErrnoException("copy_file_range", "", errno);
            }
        }
        copyByHand(from, to); // also after success: files of /proc and the like claim to be empty to copy_file_range(2)
    }

    private static void copyByHand(int from, int to) {
        Scratch scratch = Scratch.get();
        while (true) {
            long n;
            do {
                n = Natives.read(from, scratch.bulkAddress(), Scratch.BULK);
            } while (again(n));
            if (check(n, "read", "") == 0) {
                return;
            }
            for (long done = 0; done < n; ) {
                done += writeOnce(to, scratch.bulkAddress() + done, n - done);
            }
        }
    }

    /** Moves the file's position. */
    public static void seek(int fd, long offset) {
        check(Natives.lseek(fd, offset, SEEK_SET), "lseek", Long.toString(offset));
    }

    /** Sets the file's size. */
    public static void truncate(int fd, long size) {
        check(Natives.ftruncate(fd, size), "ftruncate", Long.toString(size));
    }

    /** Changes owner and group. Takes setuid bits and capabilities away: set those after it. */
    public static void chown(int fd, int uid, int gid) {
        check(Natives.fchown(fd, uid, gid), "chown", "");
    }

    /** Changes the permissions. */
    public static void chmod(int fd, int mode) {
        check(Natives.fchmod(fd, mode), "chmod", "");
    }

    /** Sets access and change time to the same moment. */
    public static void setTime(int fd, long seconds, int nanos) {
        Scratch scratch = Scratch.get();
        At.times(scratch, seconds, nanos);
        check(Natives.futimens(fd, scratch.struct()), "utimens", "");
    }

    /** Waits until the file, or the folder's names, are on the disk. */
    public static void sync(int fd) {
        int result;
        do {
            result = Natives.fsync(fd);
        } while (again(result));
        check(result, "fsync", "");
    }

    /** Waits until everything on the file system of this descriptor is on the disk. */
    public static void syncFileSystem(int fd) {
        int result;
        do {
            result = Natives.syncfs(fd);
        } while (again(result));
        check(result, "syncfs", "");
    }
}
