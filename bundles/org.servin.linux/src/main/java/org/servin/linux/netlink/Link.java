package org.servin.linux.netlink;

import java.nio.ByteBuffer;

/**
 * A network interface.
 *
 * @param index its number
 * @param name its name
 * @param kind {@code bridge}, {@code veth} and so on; empty for hardware and loop-back
 * @param up whether it is set up
 * @param mtu bytes
 * @param master index of the bridge it belongs to; 0 for none
 * @param mac link-layer address; not to be changed
 * @param counters traffic
 */
public record Link(int index, String name, String kind, boolean up, int mtu, int master, byte[] mac, Counters counters) {
    /** Counters of an interface. */
    public record Counters(long rxBytes, long rxPackets, long rxErrors, long rxDropped, long txBytes, long txPackets, long txErrors, long txDropped) {
        static final Counters ZERO = new Counters(0, 0, 0, 0, 0, 0, 0, 0);

        /** Reads {@code struct rtnl_link_stats64} of linux/if_link.h. */
        static Counters parse(ByteBuffer in) {
            return new Counters(in.getLong(16), in.getLong(0), in.getLong(32), in.getLong(48), in.getLong(24), in.getLong(8), in.getLong(40), in.getLong(56));
        }
    }
}
