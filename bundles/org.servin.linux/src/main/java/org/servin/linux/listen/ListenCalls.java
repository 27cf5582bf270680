package org.servin.linux.listen;

import com.sun.jna.Function;
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

    /**
     * Functions, and no class with native methods as elsewhere: JNA never forgets such a class, and so keeps all that a bundle with a copy of this one has loaded. What is called
     * here is called once for a connection.
     */
    private static final NativeLibrary C = NativeLibrary.getInstance("c");
    private static final Function GETSOCKOPT = C.getFunction("getsockopt");
    private static final Function GETSOCKNAME = C.getFunction("getsockname");
    private static final Function DUP3 = C.getFunction("dup3");
    private static final Function FCNTL = C.getFunction("fcntl");
    private static final Function STRERROR = C.getFunction("strerror");

    private ListenCalls() { }

    /** A socket's option of that many bytes, in the order of this machine. */
    static ByteBuffer option(int fd, int option, int bytes) throws IOException {
        byte[] value = new byte[bytes];
        check(call(GETSOCKOPT, fd, SOL_SOCKET, option, value, new int[] {bytes}), "getsockopt", fd);
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    }

    /** Where a socket is bound to: a struct sockaddr, of which the last byte is the last that counts. */
    static ByteBuffer name(int fd) throws IOException {
        byte[] address = new byte[LARGEST_ADDRESS];
        int[] length = {address.length};
        check(call(GETSOCKNAME, fd, address, length), "getsockname", fd);
        return ByteBuffer.wrap(address, 0, Math.min(length[0], address.length)).order(ByteOrder.nativeOrder());
    }

    /** Makes a number name what another one names, in place of what it named before; programs that are started do not get it. */
    static void replace(int fd, int with) throws IOException {
        check(call(DUP3, with, fd, O_CLOEXEC), "dup3", with);
    }

    /** Keeps a descriptor from programs that are started. */
    static void keep(int fd) throws IOException {
        check(call(FCNTL, fd, F_SETFD, FD_CLOEXEC), "fcntl F_SETFD", fd);
    }

    private static int call(Function function, Object... arguments) {
        return function.invokeInt(arguments);
    }

    private static void check(int result, String call, int fd) throws IOException {
        if (result < 0) {
            throw new IOException(call + " of descriptor " + fd + ": " + STRERROR.invokeString(new Object[] {Native.getLastError()}, false));
        }
    }
}
