package org.servin.network.macvlan;

import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.servin.linux.netlink.Batch;
import org.servin.spi.network.EndpointSpec;

/** What the two ways of sharing a link's wire differ in; names and words are dockerd's. */
enum WireKind {
    /** Each container has a link-layer address of its own. */
    MACVLAN("macvlan", "dm-", Mode.BRIDGE, Mode.PRIVATE, Mode.VEPA, Mode.PASSTHRU) {
        @Override
        Batch link(int parent, Mode mode, int namespace, EndpointSpec endpoint) {
            byte[] mac = HexFormat.ofDelimiter(":").parseHex(endpoint.mac());
            return new Batch().createMacvlan(new Batch.Macvlan(parent, mode.number(), namespace, endpoint.interfaceName(), mac));
        }
    },
    /** All containers have the parent's link-layer address, and are told apart by their IP addresses. */
    IPVLAN("ipvlan", "di-", Mode.L2, Mode.L3, Mode.L3S) {
        @Override
        Batch link(int parent, Mode mode, int namespace, EndpointSpec endpoint) {
            return new Batch().createIpvlan(new Batch.Ipvlan(parent, mode.number(), namespace, endpoint.interfaceName()));
        }
    };

    /** How containers of one parent reach each other, and the kernel's number for that (linux/if_link.h). */
    enum Mode {
        BRIDGE(4), PRIVATE(1), VEPA(2), PASSTHRU(8), L2(0), L3(1), L3S(2);

        private final int number;

        Mode(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final String text;
    private final String prefix;
    private final Mode[] modes;

    /** @param modes those that it has, the default first */
    WireKind(String text, String prefix, Mode... modes) {
        this.text = text;
        this.prefix = prefix;
        this.modes = modes;
    }

    /** A change that makes an endpoint's link on a parent, down. */
    abstract Batch link(int parent, Mode mode, int namespace, EndpointSpec endpoint);

    /** The driver's name, the kernel's for such links, and with {@code _mode} behind it the option's. */
    String text() {
        return text;
    }

    /** How the names of links begin that lead nowhere, made for networks without a parent. */
    String prefix() {
        return prefix;
    }

    Mode usual() {
        return modes[0];
    }

    Optional<Mode> mode(String name) {
        return Stream.of(modes).filter(m -> m.text().equals(name)).findFirst();
    }
}
