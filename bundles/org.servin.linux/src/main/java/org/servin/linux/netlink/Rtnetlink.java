package org.servin.linux.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;

/**
 * A route socket of one network namespace. Thread-safe: exchanges take turns. Failures are {@link ErrnoException} with the kernel's number and what it
 * was about.
 */
public final class Rtnetlink implements AutoCloseable {
    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_NEWADDR = 20;
    static final int RTM_DELADDR = 21;
    static final int RTM_GETADDR = 22;
    static final int RTM_NEWROUTE = 24;
    static final int RTM_DELROUTE = 25;
    static final int RTM_GETROUTE = 26;
    static final int RTM_NEWNETCONF = 80;
    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_MASTER = 10;
    static final int IFLA_LINK = 5;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_IFALIAS = 20;
    static final int IFLA_NET_NS_FD = 28;
    static final int IFLA_EXT_MASK = 29;
    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_INFO_DATA = 2;
    static final int IFLA_INFO_SLAVE_KIND = 4;
    static final int IFLA_INFO_SLAVE_DATA = 5;
    static final int IFLA_BRPORT_MODE = 4;
    static final int IFLA_BRPORT_LEARNING = 8;
    static final int IFLA_BRPORT_UNICAST_FLOOD = 9;
    static final int IFLA_BRPORT_FLUSH = 24;
    static final int IFLA_BRPORT_MCAST_FLOOD = 27;
    static final int IFLA_BRPORT_BCAST_FLOOD = 30;
    static final int IFLA_BRPORT_ISOLATED = 33;
    static final int VETH_INFO_PEER = 1;
    static final int IFLA_MACVLAN_MODE = 1;
    static final int IFLA_IPVLAN_MODE = 1;
    static final int IFLA_VLAN_ID = 1;
    static final int IFA_ADDRESS = 1;
    static final int IFA_LOCAL = 2;
    static final int IFA_BROADCAST = 4;
    static final int RTA_DST = 1;
    static final int RTA_OIF = 4;
    static final int RTA_GATEWAY = 5;
    static final int RTA_PRIORITY = 6;
    static final int RTA_PREFSRC = 7;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int REQUEST_DUMP = 0x301;
    private static final int REQUEST = 1;
    private static final int HEADER = 16;
    private static final int ATTRIBUTE_TYPE = 0x3fff;

    private final Fd socket;
    private final byte[] answer = new byte[8192];
    private int sequence;

    Rtnetlink(Fd socket) {
        this.socket = socket;
    }

    /** Opens a socket in the calling thread's namespace. */
    public static Rtnetlink open() {
        return new Rtnetlink(SocketCalls.openSocket(SocketCalls.AF_NETLINK, SocketCalls.SOCK_RAW, 0));
    }

    /** Carries out all changes; the first that fails (and is not to be ignored) is thrown after all were tried. */
    public synchronized void apply(Batch batch) {
        if (batch.isEmpty()) {
            return;
        }
        int first = sequence + 1;
        sequence += batch.steps().size();
        SocketCalls.sendAll(socket.number(), batch.seal(first), batch.length());
        ErrnoException failure = null;
        boolean done = false;
        while (!done) {
            int length = SocketCalls.receive(socket.number(), answer);
            ByteBuffer in = ByteBuffer.wrap(answer, 0, length).order(ByteOrder.nativeOrder());
            if (in.getShort(4) != NLMSG_ERROR || in.getInt(8) < first) {
                continue;
            }
            Batch.Step step = batch.steps().get(in.getInt(8) - first);
            int errno = -in.getInt(HEADER);
            if (errno != 0 && failure == null && !step.ignores(errno)) {
                failure = new ErrnoException("rtnetlink", step.about(), errno);
            }
            done = in.getInt(8) == sequence;
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** A link by name; empty if there is none. */
    public synchronized Optional<Link> link(String name) {
        byte[] text = (name + '\0').getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 3) / 4 * 4;
        ByteBuffer ask = request(RTM_GETLINK, REQUEST, HEADER + 16 + 4 + padded);
        ask.position(HEADER + 16);
        ask.putShort((short) (4 + text.length)).putShort((short) IFLA_IFNAME).put(text);
        SocketCalls.sendAll(socket.number(), ask.array(), ask.capacity());
        byte[] buffer = new byte[32768];
        int length = SocketCalls.receive(socket.number(), buffer);
        ByteBuffer in = ByteBuffer.wrap(buffer, 0, length).order(ByteOrder.nativeOrder());
        if (in.getShort(4) == NLMSG_ERROR) {
            int errno = -in.getInt(HEADER);
            if (errno == Errno.ENODEV) {
                return Optional.empty();
            }
            throw new ErrnoException("rtnetlink", "get link " + name, errno);
        }
        return Optional.of(parseLink(slice(in, HEADER, in.getInt(0) - HEADER)));
    }

    /** The index of a link that must be there; ENODEV naming it otherwise. */
    public int index(String name) {
        return link(name).orElseThrow(() -> new ErrnoException("rtnetlink", "get link " + name, Errno.ENODEV)).index();
    }

    /** All links. */
    public List<Link> links() {
        List<Link> all = new ArrayList<>();
        dump(RTM_GETLINK, 16, RTM_NEWLINK, in -> all.add(parseLink(in)));
        return all;
    }

    /** All addresses of IPv4 and IPv6. */
    public List<LinkAddress> addresses() {
        List<LinkAddress> all = new ArrayList<>();
        dump(RTM_GETADDR, 8, RTM_NEWADDR, in -> parseAddress(in).ifPresent(all::add));
        return all;
    }

    /** Unicast routes of the main table. */
    public List<Route> routes() {
        List<Route> all = new ArrayList<>();
        dump(RTM_GETROUTE, 12, RTM_NEWROUTE, in -> parseRoute(in).ifPresent(all::add));
        return all;
    }

    private synchronized void dump(int type, int body, int wanted, java.util.function.Consumer<ByteBuffer> each) {
        ByteBuffer ask = request(type, REQUEST_DUMP, HEADER + body);
        SocketCalls.sendAll(socket.number(), ask.array(), ask.capacity());
        byte[] buffer = new byte[65536];
        while (true) {
            int length = SocketCalls.receive(socket.number(), buffer);
            ByteBuffer in = ByteBuffer.wrap(buffer, 0, length).order(ByteOrder.nativeOrder());
            for (int at = 0; at + HEADER <= length; at += align(in.getInt(at))) {
                int kind = in.getShort(at + 4);
                if (kind == NLMSG_DONE) {
                    return;
                }
                if (kind == NLMSG_ERROR) {
                    throw new ErrnoException("rtnetlink", "list of type " + type, -in.getInt(at + HEADER));
                }
                if (kind == wanted) {
                    each.accept(slice(in, at + HEADER, in.getInt(at) - HEADER));
                }
            }
        }
    }

    private ByteBuffer request(int type, int flags, int length) {
        ByteBuffer ask = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        return ask.putInt(0, length).putShort(4, (short) type).putShort(6, (short) flags).putInt(8, ++sequence);
    }

    private static Link parseLink(ByteBuffer in) {
        int index = in.getInt(4);
        boolean up = (in.getInt(8) & 1) != 0;
        String[] text = {"", "", ""};
        int[] numbers = new int[2];
        byte[][] mac = {new byte[0]};
        attributes(in, 16, (type, value) -> {
            switch (type) {
                case IFLA_IFNAME -> text[0] = string(value);
                case IFLA_MTU -> numbers[0] = value.getInt(0);
                case IFLA_MASTER -> numbers[1] = value.getInt(0);
                case IFLA_ADDRESS -> mac[0] = bytes(value);
                case IFLA_IFALIAS -> text[2] = string(value);
                case IFLA_LINKINFO -> attributes(value, 0, (t, v) -> {
                    if (t == IFLA_INFO_KIND) {
                        text[1] = string(v);
                    }
                });
                default -> { }
            }
        });
        return new Link(index, text[0], text[1], up, numbers[0], numbers[1], mac[0], text[2]);
    }

    private static Optional<LinkAddress> parseAddress(ByteBuffer in) {
        int length = in.get(1) & 0xff;
        int index = in.getInt(4);
        byte[][] found = new byte[2][];
        attributes(in, 8, (type, value) -> {
            if (type == IFA_LOCAL) {
                found[0] = bytes(value);
            } else if (type == IFA_ADDRESS) {
                found[1] = bytes(value);
            }
        });
        byte[] raw = found[0] != null ? found[0] : found[1];
        return raw == null ? Optional.empty() : Optional.of(new LinkAddress(index, inet(raw), length));
    }

    private static Optional<Route> parseRoute(ByteBuffer in) {
        int family = in.get(0);
        int length = in.get(1) & 0xff;
        if (in.get(4) != (byte) 254 || in.get(7) != 1 || family != SocketCalls.AF_INET && family != SocketCalls.AF_INET6) {
            return Optional.empty();
        }
        byte[][] found = {new byte[family == SocketCalls.AF_INET ? 4 : 16], null};
        int[] link = new int[1];
        attributes(in, 12, (type, value) -> {
            switch (type) {
                case RTA_DST -> found[0] = bytes(value);
                case RTA_GATEWAY -> found[1] = bytes(value);
                case RTA_OIF -> link[0] = value.getInt(0);
                default -> { }
            }
        });
        return Optional.of(new Route(inet(found[0]), length, Optional.ofNullable(found[1]).map(Rtnetlink::inet), link[0]));
    }

    static void attributes(ByteBuffer in, int from, BiConsumer<Integer, ByteBuffer> each) {
        int length;
        for (int at = from; at + 4 <= in.limit(); at += align(length)) {
            length = in.getShort(at) & 0xffff;
            if (length < 4) {
                return;
            }
            each.accept(in.getShort(at + 2) & ATTRIBUTE_TYPE, slice(in, at + 4, length - 4));
        }
    }

    static ByteBuffer slice(ByteBuffer in, int at, int length) {
        return in.slice(at, length).order(ByteOrder.nativeOrder());
    }

    static int align(int length) {
        return length + 3 & ~3;
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] copy = new byte[value.limit()];
        value.get(0, copy);
        return copy;
    }

    static String string(ByteBuffer value) {
        byte[] raw = bytes(value);
        return new String(raw, 0, Math.max(0, raw.length - 1), StandardCharsets.UTF_8);
    }

    private static InetAddress inet(byte[] raw) {
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address of " + raw.length + " bytes", e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
