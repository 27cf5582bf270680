package org.servin.linux.listen;

import java.io.IOException;
import java.nio.ByteBuffer;
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
        ByteBuffer ucred = ListenCalls.option(ChannelDescriptor.of(connection), ListenCalls.SO_PEERCRED, BYTES);
        if (!connection.isOpen()) { // the number may have been another connection's already
            throw new ClosedChannelException();
        }
        return new PeerCredentials(ucred.getInt(), ucred.getInt() & UNSIGNED, ucred.getInt() & UNSIGNED);
    }
}
