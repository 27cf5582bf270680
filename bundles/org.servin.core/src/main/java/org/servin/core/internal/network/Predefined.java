package org.servin.core.internal.network;

import java.util.List;
import java.util.Map;
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

    /** The subnets that the settings ask for: {@code bip}, {@code fixed-cidr}, {@code default-gateway}, {@code fixed-cidr-v6}. */
    List<IpamPool> asked(EngineSettings settings) {
        if (!addresses) {
            return List.of();
        }
        List<IpamPool> asked = new java.util.ArrayList<>();
        settings.value("bip").filter(b -> !b.isEmpty()).ifPresent(bip -> {
            String range = settings.value("fixed-cidr").filter(r -> !r.isEmpty()).orElse(null);
            asked.add(new IpamPool(Cidr.parse(bip).toString(), range, bip.substring(0, bip.indexOf('/')), null));
        });
        if (ipv6(settings)) {
            settings.value("fixed-cidr-v6").filter(r -> !r.isEmpty()).ifPresent(v6 -> asked.add(new IpamPool(v6, null, null, null)));
        }
        return asked;
    }

    boolean ipv6(EngineSettings settings) {
        return addresses && settings.flag("ipv6", false);
    }
}
