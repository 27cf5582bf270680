package org.servin.image.tar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The extended attribute with a file's capabilities ({@code struct vfs_ns_cap_data}, linux/capability.h). Archives have revision 2, which means root of the
 * namespace that the file is used in; revision 3 names the root whom it is meant for, and is what a user namespace needs.
 */
final class FileCapability {
    static final String ATTRIBUTE = "security.capability";
    private static final int MAGIC_2 = 0x02000000;
    private static final int MAGIC_3 = 0x03000000;
    private static final int MAGIC_MASK = 0xff000000;
    private static final int SIZE_2 = 20;
    private static final int SIZE_3 = 24;

    private FileCapability() { }

    /** The value on the host. What is not well-formed stays as it is: the kernel refuses it. */
    static byte[] outside(byte[] value, int rootUid) {
        if (rootUid == 0 || value.length != SIZE_2 || magic(value) != MAGIC_2) {
            return value;
        }
        ByteBuffer result = buffer(new byte[SIZE_3]).put(value).putInt(rootUid);
        return revision(result, MAGIC_3).array();
    }

    /** The value in an archive. */
    static byte[] inside(byte[] value) {
        if (value.length != SIZE_3 || magic(value) != MAGIC_3) {
            return value;
        }
        return revision(buffer(new byte[SIZE_2]).put(value, 0, SIZE_2), MAGIC_2).array();
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int magic(byte[] value) {
        return buffer(value).getInt(0) & MAGIC_MASK;
    }

    private static ByteBuffer revision(ByteBuffer value, int magic) {
        return value.putInt(0, value.getInt(0) & ~MAGIC_MASK | magic);
    }
}
