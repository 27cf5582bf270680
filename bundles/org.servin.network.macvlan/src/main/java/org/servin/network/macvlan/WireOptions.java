package org.servin.network.macvlan;

import java.util.Map;
import java.util.Optional;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.NetworkSpec;

/**
 * A network's options, parsed; messages are dockerd's.
 *
 * @param parent the link whose wire is shared, perhaps a VLAN of another
 * @param own whether the network is to have one that leads nowhere, since nobody named it
 * @param mode how containers reach each other
 */
record WireOptions(String parent, boolean own, WireKind.Mode mode) {
    private static final int LAST_VLAN = 4094;

    /** A VLAN of a link. */
    record Vlan(String link, int id) { }

    static WireOptions of(WireKind kind, NetworkSpec network) {
        Map<String, String> options = network.options();
        String wish = options.getOrDefault(kind.text() + "_mode", "");
        WireKind.Mode mode = wish.isEmpty() ? kind.usual() : kind.mode(wish).orElseThrow(() -> refused(
                "requested " + kind.text() + " mode '" + wish + "' is not valid, '" + kind.usual().text() + "' mode is the " + kind.text() + " driver default"));
        String parent = options.getOrDefault("parent", "");
        if (parent.equals("lo")) {
            throw refused("loopback interface is not a valid " + kind.text() + " parent link");
        }
        boolean own = parent.isEmpty();
        return new WireOptions(own ? ownLink(kind, network) : parent, own, mode);
    }

    static String ownLink(WireKind kind, NetworkSpec network) {
        return kind.prefix() + network.id().substring(0, 12);
    }

    /** Which VLAN a parent's name stands for, if it is that of a link that has to be made. */
    Optional<Vlan> vlan() {
        if (own) {
            return Optional.empty();
        }
        int dot = parent.indexOf('.');
        if (dot < 1) {
            throw refused("invalid subinterface vlan name " + parent + ", example formatting is eth0.10");
        }
        String number = parent.substring(dot + 1);
        if (number.indexOf('.') >= 0) {
            throw refused("required interface name format is: name.vlan_id, ex. eth0.10 for vlan 10, instead received " + parent);
        }
        if (!number.matches("\\d{1,9}")) {
            throw refused("unable to parse a valid vlan id from: " + number + " (ex. eth0.10 for vlan 10)");
        }
        int id = Integer.parseInt(number);
        if (id < 1 || id > LAST_VLAN) {
            throw refused("vlan id must be between 1-4094, received: " + id);
        }
        return Optional.of(new Vlan(parent.substring(0, dot), id));
    }

    static ServinException refused(String message) {
        return new ServinException(ErrorKind.INTERNAL, message);
    }
}
