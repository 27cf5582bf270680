package org.servin.core.internal.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.servin.core.network.IpamPool;
import org.servin.core.system.EngineSettings;

/**
 * The networks that every engine has: Docker's three.
 *
 * @param name its name
 * @param driver the name of its driver
 * @param addresses whether it gets a subnet
 */
record Predefined(String name, String driver, boolean addresses) {
    /** The network of containers that ask for none. */
    static final String DEFAULT = "bridge";
    /** The network of containers that are to have none. */
    static final String NONE = "none";
    /** The host's own. */
    static final String HOST = "host";

    /** All of them; the default one is left out with the setting {@code bridge: none}. */
    static List<Predefined> of(EngineSettings settings) {
        Predefined main = new Predefined(DEFAULT, "bridge", true);
        Predefined host = new Predefined(HOST, "host", false);
        Predefined none = new Predefined(NONE, "null", false);
        return hasDefault(settings) ? List.of(main, host, none) : List.of(host, none);
    }

    static boolean hasDefault(EngineSettings settings) {
        return !settings.value("bridge").orElse("").equals("none");
    }

    /** Names that nobody can give to a network of his own. */
    static boolean isReserved(String name) {
        return name.equals(DEFAULT) || name.equals(NONE) || name.equals(HOST) || name.equals("default");
    }

    /** Its driver's options. */
    Map<String, String> options(EngineSettings settings) {
        if (!addresses) {
            return Map.of();
        }
        Map<String, String> options = new TreeMap<>();
        options.put("com.docker.network.bridge.default_bridge", "true");
        options.put("com.docker.network.bridge.enable_icc", String.valueOf(settings.flag("icc", true)));
        options.put("com.docker.network.bridge.enable_ip_masquerade", String.valueOf(settings.flag("ip-masq", true)));
        options.put("com.docker.network.bridge.host_binding_ipv4", settings.value("ip").orElse("0.0.0.0"));
        options.put("com.docker.network.bridge.name", settings.value("bridge").filter(b -> !b.isEmpty()).orElse("servin0"));
        options.put("com.docker.network.driver.mtu", settings.value("mtu").filter(m -> !m.equals("0")).orElse("1500"));
        return options;
    }

    /**
     * The subnets that the settings ask for, by {@code bip}, {@code fixed-cidr}, {@code fixed-cidr-v6}, {@code default-gateway} and {@code default-gateway-v6}, or that a bridge of
     * the administrator's ({@code bridge}) has.
     *
     * @param present addresses with prefix length of that bridge; none if it is the engine's own
     */
    List<IpamPool> asked(EngineSettings settings, List<String> present) {
        if (!addresses) {
            return List.of();
        }
        List<IpamPool> asked = new ArrayList<>();
        host(settings, present).or(() -> given(settings, "fixed-cidr")).ifPresent(host -> asked.add(pool(settings, host)));
        if (ipv6(settings)) {
            given(settings, "fixed-cidr-v6").ifPresent(v6 -> asked.add(new IpamPool(v6, null, null, gateway(settings, "default-gateway-v6", "DefaultGatewayIPv6"))));
        }
        return asked;
    }

    private static Optional<String> given(EngineSettings settings, String key) {
        return settings.value(key).filter(v -> !v.isEmpty());
    }

    /** The host's address and length, as set or as it is. */
    private static Optional<String> host(EngineSettings settings, List<String> present) {
        return given(settings, "bip").or(() -> present.stream().filter(a -> a.indexOf(':') < 0).findFirst());
    }

    private static IpamPool pool(EngineSettings settings, String host) {
        Optional<String> range = given(settings, "fixed-cidr");
        boolean rangeOnly = range.isPresent() && range.get().equals(host);
        return new IpamPool(Cidr.parse(host).toString(), range.orElse(null), rangeOnly ? null : host.substring(0, host.indexOf('/')),
                gateway(settings, "default-gateway", "DefaultGatewayIPv4"));
    }

    private static Map<String, String> gateway(EngineSettings settings, String key, String name) {
        return given(settings, key).map(g -> Map.of(name, g)).orElse(null);
    }

    boolean ipv6(EngineSettings settings) {
        return addresses && settings.flag("ipv6", false);
    }
}
