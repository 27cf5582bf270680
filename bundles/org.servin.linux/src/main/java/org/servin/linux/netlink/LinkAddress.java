package org.servin.linux.netlink;

import java.net.InetAddress;

/** An address of an interface, named by its index. */
public record LinkAddress(int link, InetAddress address, int prefixLength) { }
