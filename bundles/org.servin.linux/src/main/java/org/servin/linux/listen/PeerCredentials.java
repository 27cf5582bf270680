package org.servin.linux.listen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

/**
 * Who connected to a unix socket, as the kernel wrote it down at that time (SO_PEERCRED of unix(7)).
 *
 * @param pid the process; 0 if this one's namespace does not know it
 * @param uid its effective user
 * @param gid its effective group
 */
public record PeerCredentials(int pid, long uid, long gid) {
    /** struct ucred. */
    private static final int BYTES = 12;
    private static final long UNSIGNED = 0xffffffffL;

    /**
     * Those of a connection's other end.
     *
     * @throws ClosedChannelException if it is closed, or becomes so meanwhile
     * @throws IllegalStateException if this virtual machine hides descriptors, see {@link ChannelDescriptor}
     */
    public static PeerCredentials of(SocketChannel connection) throws IOException {
        byte[] ucred = new byte[BYTES];
        int failed = ListenCalls.getsockopt(ChannelDescriptor.of(connection), ListenCalls.SOL_SOCKET, ListenCalls.SO_PEERCRED, ucred, new int[] {BYTES});
        int errno = failed == 0 ? 0 : ListenCalls.errno();
        if (!connection.isOpen()) { // the number may have been another connection's already
            throw new ClosedChannelException();
        }
        if (failed != 0) {
            throw new IOException("getsockopt SO_PEERCRED: error number " + errno);
        }
        ByteBuffer b = ByteBuffer.wrap(ucred).order(ByteOrder.nativeOrder());
        return new PeerCredentials(b.getInt(), b.getInt() & UNSIGNED, b.getInt() & UNSIGNED);
    }
}
