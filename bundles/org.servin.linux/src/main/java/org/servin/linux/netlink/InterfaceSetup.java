package org.servin.linux.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * What an interface inside a namespace is to get once it is there: it comes up with addresses and default routes, and IPv6 is on where it has such addresses.
 *
 * @param name its name
 * @param addresses with prefix length, literal
 * @param gateways default routes, literal
 */
public record InterfaceSetup(String name, List<String> addresses, List<String> gateways) {
    /** Copies the lists. */
    public InterfaceSetup {
        addresses = List.copyOf(addresses);
        gateways = List.copyOf(gateways);
    }

    /**
     * Sets it up, and loop-back too.
     *
     * @param fresh whether nothing else is in the namespace: then IPv6 is settled for all of it
     */
    public void apply(int namespace, boolean fresh) {
        boolean v6 = addresses.stream().anyMatch(a -> a.indexOf(':') >= 0);
        if (!fresh) {
            NetworkNamespace.sysctl(namespace, "ipv6/conf/" + (v6 ? "all" : name) + "/disable_ipv6", v6 ? "0" : "1");
        }
        try (Rtnetlink inside = NetworkNamespace.open(namespace, fresh && !v6)) {
            int index = inside.index(name);
            Batch batch = new Batch().loopbackUp().up(index);
            for (String address : addresses) {
                int slash = address.indexOf('/');
                batch.addAddress(index, literal(address.substring(0, slash)), Integer.parseInt(address.substring(slash + 1)));
            }
            gateways.forEach(g -> batch.replaceDefaultRoute(index, literal(g)));
            inside.apply(batch);
        }
    }

    private static InetAddress literal(String address) {
        if (address.isEmpty() || !address.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')) {
            throw new IllegalArgumentException("not an IP address: " + address);
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP address: " + address, e);
        }
    }
}
