package org.servin.network.bridge;

import java.util.Map;
import java.util.Set;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.NetworkSpec;

/**
 * A network's options, parsed.
 *
 * @param link the bridge's name, at most 15 bytes
 * @param named whether that name was asked for: then a bridge that is there already is used, and kept at the end
 * @param icc whether containers on it reach each other
 * @param masquerade whether they reach the outside under the host's address
 * @param hostBinding where ports are published that name no address; {@code 0.0.0.0} for everywhere
 * @param mtu bytes
 * @param withoutV4 whether the bridge has no IPv4 address of its own: somebody else on it is the gateway
 */
record BridgeOptions(String link, boolean named, boolean icc, boolean masquerade, String hostBinding, int mtu, boolean withoutV4) {
    private static final String PREFIX = "com.docker.network.bridge.";
    private static final String NAME = PREFIX + "name";
    private static final String ICC = PREFIX + "enable_icc";
    private static final String MASQUERADE = PREFIX + "enable_ip_masquerade";
    private static final String BINDING = PREFIX + "host_binding_ipv4";
    private static final String INHIBIT_V4 = PREFIX + "inhibit_ipv4";
    private static final String DEFAULT = PREFIX + "default_bridge";
    private static final String MTU = "com.docker.network.driver.mtu";
    private static final Set<String> KNOWN = Set.of(NAME, ICC, MASQUERADE, BINDING, DEFAULT, INHIBIT_V4);
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");
    private static final int NAME_LIMIT = 15;

    /** What holds where a network does not say. */
    record Defaults(String bridge, int mtu, String hostBinding) { }

    static BridgeOptions of(NetworkSpec network, Defaults defaults) {
        Map<String, String> options = network.options();
        options.keySet().stream().filter(k -> k.startsWith(PREFIX) && !KNOWN.contains(k)).sorted().findFirst().ifPresent(k -> {
            throw ServinException.invalid("unknown option of driver bridge: " + k);
        });
        boolean main = flag(options, DEFAULT, false);
        String name = options.getOrDefault(NAME, "");
        boolean named = !name.isEmpty() && !main;
        if (name.isEmpty()) {
            name = main ? defaults.bridge() : "br-" + network.id().substring(0, 12);
        }
        if (name.length() > NAME_LIMIT || name.contains("/") || name.chars().anyMatch(Character::isWhitespace) || name.contains("\"")) {
            throw ServinException.invalid("invalid bridge name " + name + ": at most " + NAME_LIMIT + " characters without space, slash or quote");
        }
        return new BridgeOptions(name, named, flag(options, ICC, true), flag(options, MASQUERADE, true), binding(options, defaults), mtu(options, defaults),
                flag(options, INHIBIT_V4, false));
    }

    private static boolean flag(Map<String, String> options, String key, boolean otherwise) {
        String value = options.get(key);
        if (value == null) {
            return otherwise;
        }
        if (!TRUE.contains(value) && !FALSE.contains(value)) {
            throw unparsed(key, value, "strconv.ParseBool: parsing \"" + value + "\": invalid syntax");
        }
        return TRUE.contains(value);
    }

    private static String binding(Map<String, String> options, Defaults defaults) {
        String value = options.get(BINDING);
        if (value == null) {
            return defaults.hostBinding();
        }
        if (!value.matches("(\\d{1,3}\\.){3}\\d{1,3}")) {
            throw unparsed(BINDING, value, "nil ip");
        }
        return value;
    }

    private static int mtu(Map<String, String> options, Defaults defaults) {
        String value = options.get(MTU);
        if (value == null) {
            return defaults.mtu();
        }
        try {
            int mtu = Integer.parseInt(value);
            if (mtu < 0) {
                throw new ServinException(ErrorKind.INTERNAL, "invalid MTU number: " + mtu);
            }
            return mtu > 0 ? mtu : defaults.mtu();
        } catch (NumberFormatException e) {
            throw unparsed(MTU, value, "strconv.Atoi: parsing \"" + value + "\": invalid syntax");
        }
    }

    /** Dockerd answers 500 here. */
    private static ServinException unparsed(String key, String value, String why) {
        return new ServinException(ErrorKind.INTERNAL, "failed to parse " + key + " value: " + value + " (" + why + ")");
    }
}
