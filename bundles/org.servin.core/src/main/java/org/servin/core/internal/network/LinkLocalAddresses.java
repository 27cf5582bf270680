package org.servin.core.internal.network;

import java.net.InetAddress;
import java.util.List;
import org.servin.core.container.EndpointConfig;
import org.servin.linux.Errno;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** {@code LinkLocalIPs} of an endpoint: further addresses of its interface, which are nobody's to give out. */
final class LinkLocalAddresses {
    private static final int LENGTH_V4 = 16; // RFC 3927
    private static final int LENGTH_V6 = 64;

    private LinkLocalAddresses() { }

    private static List<String> of(EndpointConfig config) {
        EndpointConfig.IpamConfig ipam = config.ipamConfig();
        return ipam == null || ipam.linkLocalIps() == null ? List.of() : ipam.linkLocalIps();
    }

    /** Refuses, in dockerd's words, what is no such address. */
    static void check(EndpointConfig config) {
        for (String text : of(config)) {
            if (text.isEmpty()) {
                throw refused("invalid link local IP address: <nil>");
            }
            if (!Cidr.isAddress(text)) {
                throw refused("Invalid link-local IP address: " + of(config));
            }
            if (!Cidr.address(text).isLinkLocalAddress()) {
                throw refused("invalid link local IP address: " + text);
            }
        }
    }

    private static ServinException refused(String message) {
        return new ServinException(ErrorKind.INTERNAL, message);
    }

    /** Gives them to an endpoint's interface, unless it has them. */
    static void add(int namespace, Attachment attachment) {
        List<String> texts = of(attachment.config());
        if (texts.isEmpty() || attachment.spec().addresses().isEmpty()) { // the network has no interface of its own
            return;
        }
        try (Rtnetlink inside = NetworkNamespace.open(namespace, false)) {
            int link = inside.index(attachment.spec().interfaceName());
            Batch batch = new Batch();
            for (String text : texts) {
                InetAddress address = Cidr.address(text);
                batch.addAddress(link, address, address.getAddress().length == 4 ? LENGTH_V4 : LENGTH_V6).ignoring(Errno.EEXIST);
            }
            inside.apply(batch);
        }
    }
}
