package org.servin.core.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.servin.core.network.IpamPool;

/** The default network by the engine's settings. */
class PredefinedTest {
    private static Fakes.Settings settings(String... pairs) {
        Map<String, List<String>> all = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            all.put(pairs[i], List.of(pairs[i + 1]));
        }
        return new Fakes.Settings(all);
    }

    private static List<IpamPool> asked(Fakes.Settings settings, String... present) {
        return Predefined.of(settings).get(0).asked(settings, List.of(present));
    }

    @Test
    void takesSubnetsFromSettings() {
        assertEquals(List.of(), asked(settings()));
        assertEquals(List.of(new IpamPool("10.8.0.0/16", "10.8.5.0/24", "10.8.0.1", Map.of("DefaultGatewayIPv4", "10.8.0.9"))),
                asked(settings("bip", "10.8.0.1/16", "fixed-cidr", "10.8.5.0/24", "default-gateway", "10.8.0.9")));
        assertEquals(List.of(new IpamPool("10.8.5.0/24", "10.8.5.0/24", null, null)), asked(settings("fixed-cidr", "10.8.5.0/24")));
        assertEquals(List.of(new IpamPool("fd08::/64", null, null, Map.of("DefaultGatewayIPv6", "fd08::9"))),
                asked(settings("ipv6", "true", "fixed-cidr-v6", "fd08::/64", "default-gateway-v6", "fd08::9")));
        assertEquals(List.of(), asked(settings("ipv6", "true")), "one of the default pools is chosen");
    }

    @Test
    void takesSubnetsFromTheAdministratorsBridge() {
        assertEquals(List.of(new IpamPool("10.9.0.0/24", null, "10.9.0.7", null)), asked(settings("bridge", "br7"), "10.9.0.7/24", "fd09::7/64"));
        assertEquals(List.of(new IpamPool("10.8.0.0/16", null, "10.8.0.1", null)), asked(settings("bridge", "br7", "bip", "10.8.0.1/16"), "10.9.0.7/24"));
        assertEquals(2, Predefined.of(settings("bridge", "none")).size(), "no default network");
    }
}
