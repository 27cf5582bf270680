package org.servin.core.internal.network;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Somebody on a network whom its containers find by name. */
interface Peer {
    LiveNetwork network();

    /** The container's name. */
    String name();

    /** All names that others on the network find it by. */
    Set<String> names();

    /** With prefix length. */
    List<String> addresses();

    /** Whether it says that it serves a port, such as {@code 80/tcp}. */
    boolean exposes(String port);

    /** The first address of a family, with prefix length. */
    default Optional<String> address(boolean v6) {
        return addresses().stream().filter(a -> a.indexOf(':') >= 0 == v6).findFirst();
    }
}
