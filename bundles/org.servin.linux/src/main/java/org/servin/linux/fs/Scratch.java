package org.servin.linux.fs;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/** Memory outside the heap for the arguments of one thread's calls, so that no call allocates. */
final class Scratch {
    /** Bytes of {@link #bulk}. */
    static final int BULK = 128 * 1024;
    private static final int PATH_MAX = 4096;
    private static final int SECOND = PATH_MAX;
    private static final int STRUCT = 2 * PATH_MAX;
    private static final int STRUCT_SIZE = 512;
    private static final ThreadLocal<Scratch> LOCAL = ThreadLocal.withInitial(Scratch::new);

    private final ByteBuffer memory = ByteBuffer.allocateDirect(STRUCT + STRUCT_SIZE).order(ByteOrder.nativeOrder());
    private final long address = Pointer.nativeValue(Native.getDirectBufferPointer(memory));
    private ByteBuffer bulk;
    private long bulkAddress;

    private Scratch() { }

    /** The calling thread's. */
    static Scratch get() {
        return LOCAL.get();
    }

    /** Puts a path; its address is good until the next call of this method. ENAMETOOLONG, or EINVAL for one with a zero byte. */
    long path(String path) {
        return put(path, 0);
    }

    /** Puts another path. */
    long secondPath(String path) {
        return put(path, SECOND);
    }

    private long put(String path, int at) {
        byte[] bytes = RawNames.encode(path);
        if (bytes.length >= PATH_MAX) {
            throw new ErrnoException("path", "of " + bytes.length + " bytes", Errno.ENAMETOOLONG);
        }
        for (byte b : bytes) {
            if (b == 0) {
                throw new ErrnoException("path", "with a zero byte", Errno.EINVAL);
            }
        }
        memory.put(at, bytes);
        memory.put(at + bytes.length, (byte) 0);
        return address + at;
    }

    /** Address of room for a structure of up to 512 bytes. */
    long struct() {
        return address + STRUCT;
    }

    Scratch putLong(int offset, long value) {
        memory.putLong(STRUCT + offset, value);
        return this;
    }

    Scratch putInt(int offset, int value) {
        memory.putInt(STRUCT + offset, value);
        return this;
    }

    long getLong(int offset) {
        return memory.getLong(STRUCT + offset);
    }

    int getInt(int offset) {
        return memory.getInt(STRUCT + offset);
    }

    int getShort(int offset) {
        return Short.toUnsignedInt(memory.getShort(STRUCT + offset));
    }

    /** A large buffer for data. */
    ByteBuffer bulk() {
        if (bulk == null) {
            bulk = ByteBuffer.allocateDirect(BULK).order(ByteOrder.nativeOrder());
            bulkAddress = Pointer.nativeValue(Native.getDirectBufferPointer(bulk));
        }
        return bulk;
    }

    /** Address of {@link #bulk}. */
    long bulkAddress() {
        bulk();
        return bulkAddress;
    }

    /** Bytes copied out of {@link #bulk}. */
    byte[] bulkBytes(int length) {
        byte[] bytes = new byte[length];
        bulk().get(0, bytes);
        return bytes;
    }
}
