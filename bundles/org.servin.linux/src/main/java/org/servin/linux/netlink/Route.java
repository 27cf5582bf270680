package org.servin.linux.netlink;

import java.net.InetAddress;
import java.util.Optional;

/** A route; a default route has prefix length 0. */
public record Route(InetAddress destination, int prefixLength, Optional<InetAddress> gateway, int link) { }
