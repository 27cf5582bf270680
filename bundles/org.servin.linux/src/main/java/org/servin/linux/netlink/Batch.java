package org.servin.linux.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Changes that go to the kernel in one system call, in order. The kernel carries out each by itself: after a failure the later ones are tried all the
 * same. Each change is described for messages. Not thread-safe; used once.
 */
public final class Batch {
    private static final int REQUEST = 1;
    private static final int ACK = 4;
    private static final int REPLACE = 0x100;
    private static final int EXCL = 0x200;
    private static final int CREATE = 0x400;
    private static final int IFF_UP = 1;
    private static final int IFA_F_NODAD = 2;
    private static final int MAIN_TABLE = 254;
    private static final int PROTOCOL_KERNEL = 2;
    private static final int PROTOCOL_BOOT = 3;
    private static final int SCOPE_UNIVERSE = 0;
    private static final int SCOPE_LINK = 253;
    private static final int UNICAST = 1;
    private static final int IPV6_SUBNET_METRIC = 256;

    private ByteBuffer out = ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());
    private final List<Step> steps = new ArrayList<>();

    /** One change: where its message begins, what it is about, and which error numbers count as success. */
    record Step(int offset, String about, int[] ignored) {
        boolean ignores(int errno) {
            return Arrays.stream(ignored).anyMatch(i -> i == errno);
        }
    }

    /**
     * A pair of Ethernet devices, one end here and one in a container.
     *
     * @param hostName the end here, up and in {@code master}
     * @param master index of the bridge it belongs to
     * @param mtu bytes
     * @param namespace descriptor of the other end's namespace
     * @param peerName the other end, which is to be set up afterwards
     * @param peerMac its address
     */
    public record Veth(String hostName, int master, int mtu, int namespace, String peerName, byte[] peerMac) { }

    /** Makes a bridge that is up, without spanning tree, with this address of its own. */
    public Batch createBridge(String name, byte[] mac, int mtu) {
        begin(Rtnetlink.RTM_NEWLINK, CREATE | EXCL, "create bridge " + name);
        link(0, IFF_UP);
        text(Rtnetlink.IFLA_IFNAME, name);
        attribute(Rtnetlink.IFLA_ADDRESS, mac);
        number(Rtnetlink.IFLA_MTU, mtu);
        int info = open(Rtnetlink.IFLA_LINKINFO);
        text(Rtnetlink.IFLA_INFO_KIND, "bridge");
        close(info);
        return end();
    }

    /** Makes a pair of Ethernet devices. */
    public Batch createVeth(Veth veth) {
        begin(Rtnetlink.RTM_NEWLINK, CREATE | EXCL, "create link " + veth.hostName() + " to " + veth.peerName());
        link(0, IFF_UP);
        text(Rtnetlink.IFLA_IFNAME, veth.hostName());
        number(Rtnetlink.IFLA_MTU, veth.mtu());
        number(Rtnetlink.IFLA_MASTER, veth.master());
        int info = open(Rtnetlink.IFLA_LINKINFO);
        text(Rtnetlink.IFLA_INFO_KIND, "veth");
        int data = open(Rtnetlink.IFLA_INFO_DATA);
        int peer = open(Rtnetlink.VETH_INFO_PEER);
        // the peer cannot be set up yet: its kernel object is tied to this end only after it is made
        link(0, 0);
        text(Rtnetlink.IFLA_IFNAME, veth.peerName());
        number(Rtnetlink.IFLA_MTU, veth.mtu());
        attribute(Rtnetlink.IFLA_ADDRESS, veth.peerMac());
        number(Rtnetlink.IFLA_NET_NS_FD, veth.namespace());
        close(peer);
        close(data);
        close(info);
        return end();
    }

    /**
     * A link in a container that shares a parent's wire.
     *
     * @param parent index of the parent, which is here
     * @param mode one of the kernel's: 1 private, 2 VEPA, 4 bridge, 8 pass-through
     * @param namespace descriptor of the container's namespace
     * @param name its name there
     * @param mac its link-layer address; of pass-through links the parent's counts
     */
    public record Macvlan(int parent, int mode, int namespace, String name, byte[] mac) { }

    /** Makes a link of that kind, down. EOPNOTSUPP where the kernel has none. */
    public Batch createMacvlan(Macvlan link) {
        begin(Rtnetlink.RTM_NEWLINK, CREATE | EXCL, "create macvlan link " + link.name());
        link(0, 0);
        text(Rtnetlink.IFLA_IFNAME, link.name());
        number(Rtnetlink.IFLA_LINK, link.parent());
        attribute(Rtnetlink.IFLA_ADDRESS, link.mac());
        number(Rtnetlink.IFLA_NET_NS_FD, link.namespace());
        info("macvlan", () -> number(Rtnetlink.IFLA_MACVLAN_MODE, link.mode()));
        return end();
    }

    /**
     * A link in a container that shares a parent's wire and its link-layer address.
     *
     * @param parent index of the parent, which is here
     * @param mode one of the kernel's: 0 layer 2, 1 layer 3, 2 layer 3 with the host's filters
     * @param namespace descriptor of the container's namespace
     * @param name its name there
     */
    public record Ipvlan(int parent, int mode, int namespace, String name) { }

    /** Makes a link of that kind, down. EOPNOTSUPP where the kernel has none; EBUSY where the parent has links of another kind. */
    public Batch createIpvlan(Ipvlan link) {
        begin(Rtnetlink.RTM_NEWLINK, CREATE | EXCL, "create ipvlan link " + link.name());
        link(0, 0);
        text(Rtnetlink.IFLA_IFNAME, link.name());
        number(Rtnetlink.IFLA_LINK, link.parent());
        number(Rtnetlink.IFLA_NET_NS_FD, link.namespace());
        byte[] mode = ByteBuffer.allocate(Short.BYTES).order(ByteOrder.nativeOrder()).putShort((short) link.mode()).array();
        info("ipvlan", () -> attribute(Rtnetlink.IFLA_IPVLAN_MODE, mode));
        return end();
    }

    /** Makes a link that carries one VLAN of a parent, and is up. EOPNOTSUPP where the kernel has none. */
    public Batch createVlan(String name, int parent, int vlan, String alias) {
        begin(Rtnetlink.RTM_NEWLINK, CREATE | EXCL, "create VLAN link " + name);
        link(0, IFF_UP);
        text(Rtnetlink.IFLA_IFNAME, name);
        number(Rtnetlink.IFLA_LINK, parent);
        info("vlan", () -> attribute(Rtnetlink.IFLA_VLAN_ID, ByteBuffer.allocate(Short.BYTES).order(ByteOrder.nativeOrder()).putShort((short) vlan).array()));
        return end().alias(name, alias);
    }

    /** Makes a link that leads nowhere, and is up. EOPNOTSUPP where the kernel has none. */
    public Batch createDummy(String name, String alias) {
        begin(Rtnetlink.RTM_NEWLINK, CREATE | EXCL, "create dummy link " + name);
        link(0, IFF_UP);
        text(Rtnetlink.IFLA_IFNAME, name);
        info("dummy", () -> { });
        return end().alias(name, alias);
    }

    /** In a message of its own: the kernel overlooks aliases in those that make links. */
    private Batch alias(String name, String alias) {
        begin(Rtnetlink.RTM_NEWLINK, 0, "set alias of link " + name);
        link(0, 0);
        text(Rtnetlink.IFLA_IFNAME, name);
        text(Rtnetlink.IFLA_IFALIAS, alias);
        return end();
    }

    private void info(String kind, Runnable attributes) {
        int info = open(Rtnetlink.IFLA_LINKINFO);
        text(Rtnetlink.IFLA_INFO_KIND, kind);
        int data = open(Rtnetlink.IFLA_INFO_DATA);
        attributes.run();
        close(data);
        close(info);
    }

    /** Keeps a bridge's port from reaching the bridge's other isolated ports. */
    public Batch isolatePort(String name) {
        return port(name, Rtnetlink.IFLA_BRPORT_ISOLATED, "isolate link " + name);
    }

    /** Lets a bridge send frames back to the port that they came from. */
    public Batch hairpinPort(String name) {
        return port(name, Rtnetlink.IFLA_BRPORT_MODE, "set hairpin mode of link " + name);
    }

    /** Has a bridge send nothing to a port any more, and forget who was seen behind it. Absent: ENODEV. */
    public Batch mutePort(String name) {
        return port(name, "mute link " + name, () -> {
            for (int flag : new int[] {Rtnetlink.IFLA_BRPORT_LEARNING, Rtnetlink.IFLA_BRPORT_UNICAST_FLOOD, Rtnetlink.IFLA_BRPORT_MCAST_FLOOD, Rtnetlink.IFLA_BRPORT_BCAST_FLOOD}) {
                attribute(flag, new byte[] {0});
            }
            attribute(Rtnetlink.IFLA_BRPORT_FLUSH, new byte[0]);
        });
    }

    private Batch port(String name, int flag, String about) {
        return port(name, about, () -> attribute(flag, new byte[] {1}));
    }

    private Batch port(String name, String about, Runnable attributes) {
        begin(Rtnetlink.RTM_NEWLINK, 0, about);
        link(0, 0);
        text(Rtnetlink.IFLA_IFNAME, name);
        int info = open(Rtnetlink.IFLA_LINKINFO);
        text(Rtnetlink.IFLA_INFO_SLAVE_KIND, "bridge");
        int data = open(Rtnetlink.IFLA_INFO_SLAVE_DATA);
        attributes.run();
        close(data);
        close(info);
        return end();
    }

    /** Sets a link up. */
    public Batch up(int index) {
        begin(Rtnetlink.RTM_NEWLINK, 0, "set link " + index + " up");
        link(index, IFF_UP);
        return end();
    }

    /** Sets the loop-back interface up, which has index 1 in every namespace. */
    public Batch loopbackUp() {
        return up(1);
    }

    /** Makes a link a port of a bridge, and sets it up. Absent: ENODEV. */
    public Batch enslave(String name, int master) {
        begin(Rtnetlink.RTM_NEWLINK, 0, "make link " + name + " a port of link " + master);
        link(0, IFF_UP);
        text(Rtnetlink.IFLA_IFNAME, name);
        number(Rtnetlink.IFLA_MASTER, master);
        return end();
    }

    /** Removes a link, and with it the other end of its pair. Absent: ENODEV. */
    public Batch deleteLink(String name) {
        begin(Rtnetlink.RTM_DELLINK, 0, "delete link " + name);
        link(0, 0);
        text(Rtnetlink.IFLA_IFNAME, name);
        return end();
    }

    /** Gives a link an address; without duplicate address detection, so that it can be used at once. */
    public Batch addAddress(int index, InetAddress address, int prefixLength) {
        begin(Rtnetlink.RTM_NEWADDR, CREATE | EXCL, "add address " + address.getHostAddress() + "/" + prefixLength);
        address(index, address, prefixLength);
        return end();
    }

    private void address(int index, InetAddress address, int prefixLength) {
        byte[] raw = address.getAddress();
        boolean v6 = raw.length == 16;
        out.put((byte) (v6 ? SocketCalls.AF_INET6 : SocketCalls.AF_INET)).put((byte) prefixLength).put((byte) (v6 ? IFA_F_NODAD : 0)).put((byte) 0).putInt(index);
        attribute(Rtnetlink.IFA_LOCAL, raw);
        attribute(Rtnetlink.IFA_ADDRESS, raw);
        if (!v6 && prefixLength < 31) {
            attribute(Rtnetlink.IFA_BROADCAST, broadcast(raw, prefixLength));
        }
    }

    private static byte[] broadcast(byte[] address, int prefixLength) {
        int value = ByteBuffer.wrap(address).getInt() | (prefixLength == 0 ? -1 : (1 << 32 - prefixLength) - 1);
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** Puts back the route to a link's own subnet, as the kernel makes it when the link gets {@code source} for an address. Present: EEXIST. */
    public Batch addSubnetRoute(int index, InetAddress source, int prefixLength) {
        begin(Rtnetlink.RTM_NEWROUTE, CREATE | EXCL, "add route to the subnet of " + source.getHostAddress() + "/" + prefixLength);
        byte[] raw = source.getAddress();
        boolean v6 = raw.length == 16;
        int scope = v6 ? SCOPE_UNIVERSE : SCOPE_LINK;
        out.put(new byte[] {(byte) (v6 ? SocketCalls.AF_INET6 : SocketCalls.AF_INET), (byte) prefixLength, 0, 0, (byte) MAIN_TABLE, PROTOCOL_KERNEL, (byte) scope, UNICAST})
                .putInt(0);
        attribute(Rtnetlink.RTA_DST, masked(raw, prefixLength));
        number(Rtnetlink.RTA_OIF, index);
        if (v6) {
            number(Rtnetlink.RTA_PRIORITY, IPV6_SUBNET_METRIC);
        } else {
            attribute(Rtnetlink.RTA_PREFSRC, raw);
        }
        return end();
    }

    private static byte[] masked(byte[] address, int prefixLength) {
        byte[] masked = address.clone();
        for (int bit = prefixLength; bit < masked.length * 8; bit++) {
            masked[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return masked;
    }

    /** Sets the default route of the gateway's family through a link, in place of what was there. */
    public Batch replaceDefaultRoute(int index, InetAddress gateway) {
        begin(Rtnetlink.RTM_NEWROUTE, CREATE | REPLACE, "set default route via " + gateway.getHostAddress());
        defaultRoute(index, gateway);
        return end();
    }

    /** Removes the default route through that gateway and link. Absent: ESRCH. */
    public Batch deleteDefaultRoute(int index, InetAddress gateway) {
        begin(Rtnetlink.RTM_DELROUTE, 0, "delete default route via " + gateway.getHostAddress());
        defaultRoute(index, gateway);
        return end();
    }

    private void defaultRoute(int index, InetAddress gateway) {
        byte[] raw = gateway.getAddress();
        int family = raw.length == 16 ? SocketCalls.AF_INET6 : SocketCalls.AF_INET;
        // family, lengths, tos, table, protocol, scope, type, flags
        out.put(new byte[] {(byte) family, 0, 0, 0, (byte) MAIN_TABLE, PROTOCOL_BOOT, SCOPE_UNIVERSE, UNICAST}).putInt(0);
        attribute(Rtnetlink.RTA_GATEWAY, raw);
        number(Rtnetlink.RTA_OIF, index);
    }

    /** Makes error numbers of the last change count as success. */
    public Batch ignoring(int... errnos) {
        Step last = steps.remove(steps.size() - 1);
        steps.add(new Step(last.offset(), last.about(), errnos));
        return this;
    }

    /** Whether nothing was asked for. */
    public boolean isEmpty() {
        return steps.isEmpty();
    }

    List<Step> steps() {
        return steps;
    }

    /** Numbers the messages from {@code sequence} on; the last asks for an answer, and failures answer by themselves. */
    byte[] seal(int sequence) {
        for (int i = 0; i < steps.size(); i++) {
            out.putInt(steps.get(i).offset() + 8, sequence + i);
        }
        int flags = steps.get(steps.size() - 1).offset() + 6;
        out.putShort(flags, (short) (out.getShort(flags) | ACK));
        return out.array();
    }

    int length() {
        return out.position();
    }

    private void begin(int type, int flags, String about) {
        if (out.remaining() < 512) {
            ByteBuffer larger = ByteBuffer.allocate(out.capacity() * 2).order(ByteOrder.nativeOrder());
            out = larger.put(out.flip());
        }
        steps.add(new Step(out.position(), about, new int[0]));
        out.putInt(0).putShort((short) type).putShort((short) (flags | REQUEST)).putInt(0).putInt(0);
    }

    private Batch end() {
        int offset = steps.get(steps.size() - 1).offset();
        out.putInt(offset, out.position() - offset);
        return this;
    }

    private void link(int index, int up) {
        out.put((byte) 0).put((byte) 0).putShort((short) 0).putInt(index).putInt(up).putInt(up);
    }

    private void attribute(int type, byte[] value) {
        out.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (out.position() % 4 != 0) {
            out.put((byte) 0);
        }
    }

    private void text(int type, String value) {
        attribute(type, (value + '\0').getBytes(StandardCharsets.UTF_8));
    }

    private void number(int type, int value) {
        out.putShort((short) 8).putShort((short) type).putInt(value);
    }

    private int open(int type) {
        int at = out.position();
        out.putShort((short) 0).putShort((short) type);
        return at;
    }

    private void close(int at) {
        out.putShort(at, (short) (out.position() - at));
    }
}
