package org.servin.linux.socket;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/** Addresses as the kernel has them: ip(7), ipv6(7), unix(7). */
final class SocketAddresses {
    private static final int UNIX_PATH = 108;

    private SocketAddresses() { }

    static byte[] of(InetAddress address, int port) {
        byte[] raw = address.getAddress();
        boolean v6 = raw.length == 16;
        ByteBuffer out = ByteBuffer.allocate(v6 ? 28 : 16);
        out.order(ByteOrder.nativeOrder()).putShort((short) (v6 ? ClientCalls.AF_INET6 : ClientCalls.AF_INET));
        out.order(ByteOrder.BIG_ENDIAN).putShort((short) port);
        out.position(v6 ? 8 : 4);
        out.put(raw);
        if (v6) {
            out.order(ByteOrder.nativeOrder()).putInt(((Inet6Address) address).getScopeId());
        }
        return out.array();
    }

    /** ENAMETOOLONG if the path is longer than such addresses can be. */
    static byte[] of(Path socket) {
        byte[] path = socket.toString().getBytes(StandardCharsets.UTF_8);
        if (path.length >= UNIX_PATH) {
            throw new ErrnoException("connect", socket.toString(), Errno.ENAMETOOLONG);
        }
        return ByteBuffer.allocate(2 + path.length + 1).order(ByteOrder.nativeOrder()).putShort((short) ClientCalls.AF_UNIX).put(path).array();
    }
}
