package org.servin.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;

/** The kernel's table of connections (linux/netfilter/nfnetlink_conntrack.h) of the calling thread's network namespace. */
public final class ConnectionTracking {
    private static final int NFNL_SUBSYS_CTNETLINK = 1;
    private static final int GET = NFNL_SUBSYS_CTNETLINK << 8 | 1;
    private static final int DELETE = NFNL_SUBSYS_CTNETLINK << 8 | 2;
    private static final int CTA_TUPLE_ORIG = 1;
    private static final int CTA_TUPLE_PROTO = 2;
    private static final int CTA_PROTO_NUM = 1;
    private static final int CTA_PROTO_DST_PORT = 3;
    private static final int NLA_F_NESTED = 0x8000;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int REQUEST = 1;
    private static final int ACK = 4;
    private static final int DUMP = 0x300;
    private static final int HEADER = 16;
    private static final int ATTRIBUTES = HEADER + 4;
    private static final int UDP = 17;

    private ConnectionTracking() { }

    /**
     * Forgets conversations of UDP that were begun with one of these ports, so that their next packet meets the firewall's rules as they are now. Without that, a client that keeps
     * on sending goes on to wherever its first packet went.
     *
     * @param v6 whether those of IPv6, otherwise of IPv4
     * @return how many
     */
    public static int forgetUdp(boolean v6, IntPredicate port) {
        try (Fd socket = SocketCalls.openSocket(SocketCalls.AF_NETLINK, SocketCalls.SOCK_RAW, SocketCalls.NETLINK_NETFILTER)) {
            byte family = (byte) (v6 ? SocketCalls.AF_INET6 : SocketCalls.AF_INET);
            List<byte[]> found = find(socket.number(), family, port);
            found.forEach(tuple -> delete(socket.number(), family, tuple));
            return found.size();
        }
    }

    private static List<byte[]> find(int socket, byte family, IntPredicate port) {
        List<byte[]> found = new ArrayList<>();
        byte[] ask = message(GET, REQUEST | DUMP, family, ATTRIBUTES).array();
        SocketCalls.sendAll(socket, ask, ask.length);
        byte[] buffer = new byte[65536];
        while (true) {
            int length = SocketCalls.receive(socket, buffer);
            ByteBuffer in = ByteBuffer.wrap(buffer, 0, length).order(ByteOrder.nativeOrder());
            for (int at = 0; at + HEADER <= length; at += Rtnetlink.align(in.getInt(at))) {
                int type = in.getShort(at + 4);
                if (type == NLMSG_DONE) {
                    return found;
                }
                if (type == NLMSG_ERROR) {
                    throw new ErrnoException("ctnetlink", "list of connections", -in.getInt(at + HEADER));
                }
                Rtnetlink.attributes(Rtnetlink.slice(in, at + ATTRIBUTES, in.getInt(at) - ATTRIBUTES), 0, (attribute, tuple) -> {
                    if (attribute == CTA_TUPLE_ORIG && port.test(udpPort(tuple))) {
                        byte[] copy = new byte[tuple.limit()];
                        tuple.get(0, copy);
                        found.add(copy);
                    }
                });
            }
        }
    }

    /** The port that the first packet was sent to; -1 if it was not UDP. */
    private static int udpPort(ByteBuffer tuple) {
        int[] found = {0, -1};
        Rtnetlink.attributes(tuple, 0, (part, value) -> {
            if (part == CTA_TUPLE_PROTO) {
                Rtnetlink.attributes(value, 0, (type, field) -> {
                    if (type == CTA_PROTO_NUM) {
                        found[0] = field.get(0) & 0xff;
                    } else if (type == CTA_PROTO_DST_PORT) {
                        found[1] = field.order(ByteOrder.BIG_ENDIAN).getShort(0) & 0xffff;
                    }
                });
            }
        });
        return found[0] == UDP ? found[1] : -1;
    }

    private static void delete(int socket, byte family, byte[] tuple) {
        ByteBuffer out = message(DELETE, REQUEST | ACK, family, ATTRIBUTES + 4 + tuple.length);
        out.position(ATTRIBUTES);
        out.putShort((short) (4 + tuple.length)).putShort((short) (CTA_TUPLE_ORIG | NLA_F_NESTED)).put(tuple);
        SocketCalls.sendAll(socket, out.array(), out.capacity());
        byte[] answer = new byte[8192];
        int length = SocketCalls.receive(socket, answer);
        int errno = -ByteBuffer.wrap(answer, 0, length).order(ByteOrder.nativeOrder()).getInt(HEADER);
        if (errno != 0 && errno != Errno.ENOENT) {
            throw new ErrnoException("ctnetlink", "delete a connection", errno);
        }
    }

    private static ByteBuffer message(int type, int flags, byte family, int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder()).putInt(0, length).putShort(4, (short) type).putShort(6, (short) flags).put(HEADER, family);
    }
}
