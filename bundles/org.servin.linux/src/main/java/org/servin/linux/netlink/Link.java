package org.servin.linux.netlink;

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
 * @param alias a text that administrators and drivers may set; empty for none
 */
public record Link(int index, String name, String kind, boolean up, int mtu, int master, byte[] mac, String alias) { }
