package org.servin.linux.listen;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The C library's functions of this topic; constants are those of Linux on x86_64 and aarch64. */
final class ListenCalls {
    static final int SO_TYPE = 3;
    static final int SO_PEERCRED = 17;
    static final int SO_ACCEPTCONN = 30;
    static final int SOCK_STREAM = 1;
    static final int O_CLOEXEC = 0x80000;

    private static final int SOL_SOCKET = 1;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    /** struct sockaddr_un, the largest that a listener can have. */
    private static final int LARGEST_ADDRESS = 110;

    static {
        // By name alone JNA keeps the class's loader with the library, and thereby for ever what a bundle that embeds this has loaded.
        Native.register(ListenCalls.class, NativeLibrary.getInstance("c"));
    }

    private ListenCalls() { }

    private static native int getsockopt(int fd, int level, int option, byte[] value, int[] length);

    private static native int getsockname(int fd, byte[] address, int[] length);

    private static native int dup3(int from, int to, int flags);

    private static native int fcntl(int fd, int command, int argument);

    private static native String strerror(int errno);

    /** A socket's option of that many bytes, in the order of this machine. */
    static ByteBuffer option(int fd, int option, int bytes) throws IOException {
        byte[] value = new byte[bytes];
        check(getsockopt(fd, SOL_SOCKET, option, value, new int[] {bytes}), "getsockopt", fd);
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    }

    /** Where a socket is bound to: a struct sockaddr, of which the last byte is the last that counts. */
    static ByteBuffer name(int fd) throws IOException {
        byte[] address = new byte[LARGEST_ADDRESS];
        int[] length = {address.length};
        check(getsockname(fd, address, length), "getsockname", fd);
        return ByteBuffer.wrap(address, 0, Math.min(length[0], address.length)).order(ByteOrder.nativeOrder());
    }

    /** Makes a number name what another one names, in place of what it named before; programs that are started do not get it. */
    static void replace(int fd, int with) throws IOException {
        check(dup3(with, fd, O_CLOEXEC), "dup3", with);
    }

    /** Keeps a descriptor from programs that are started. */
    static void keep(int fd) throws IOException {
        check(fcntl(fd, F_SETFD, FD_CLOEXEC), "fcntl F_SETFD", fd);
    }

    private static void check(int result, String call, int fd) throws IOException {
        if (result < 0) {
            throw new IOException(call + " of descriptor " + fd + ": " + strerror(Native.getLastError()));
        }
    }
}
