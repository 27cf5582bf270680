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
 * @param own whether nobody named it, so that the network is to have one that leads nowhere
 * @param mode how containers reach each other
 */
record MacvlanOptions(String parent, boolean own, Mode mode) {
    private static final int LAST_VLAN = 4094;

    /** How containers of one parent reach each other, and the kernel's number for that. */
    enum Mode {
        BRIDGE(4), PRIVATE(1), VEPA(2), PASSTHRU(8);

        private final int number;

        Mode(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        private static Mode of(String text) {
            if (text.isEmpty()) {
                return BRIDGE;
            }
            for (Mode mode : values()) {
                if (mode.name().equalsIgnoreCase(text) && text.equals(text.toLowerCase(java.util.Locale.ROOT))) {
                    return mode;
                }
            }
            throw refused("requested macvlan mode '" + text + "' is not valid, 'bridge' mode is the macvlan driver default");
        }
    }

    /** A VLAN of a link. */
    record Vlan(String link, int id) { }

    static MacvlanOptions of(NetworkSpec network) {
        Map<String, String> options = network.options();
        Mode mode = Mode.of(options.getOrDefault("macvlan_mode", ""));
        String parent = options.getOrDefault("parent", "");
        if (parent.equals("lo")) {
            throw refused("loopback interface is not a valid macvlan parent link");
        }
        boolean own = parent.isEmpty();
        return new MacvlanOptions(own ? ownLink(network) : parent, own, mode);
    }

    static String ownLink(NetworkSpec network) {
        return "dm-" + network.id().substring(0, 12);
    }

    /** Which VLAN a parent's name stands for, if it is that of a link that has to be made. */
    Optional<Vlan> vlan() {
        if (own) {
            return Optional.empty();
        }
        int dot = parent.lastIndexOf('.');
        String number = parent.substring(dot + 1);
        if (dot < 1 || !number.matches("\\d{1,9}")) {
            throw refused("invalid subinterface vlan name " + parent + ", example formatting is eth0.10");
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
