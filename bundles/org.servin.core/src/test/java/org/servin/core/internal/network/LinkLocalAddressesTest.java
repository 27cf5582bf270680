package org.servin.core.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.servin.core.container.EndpointConfig;
import org.servin.spi.ServinException;

/** What is told of addresses that are none of a link alone; whom they are given to is seen in the comparison with dockerd. */
class LinkLocalAddressesTest {
    private static void check(String... addresses) {
        LinkLocalAddresses.check(new EndpointConfig(new EndpointConfig.IpamConfig(null, null, Arrays.asList(addresses)), null, null, null, null));
    }

    private static String refused(String... addresses) {
        return assertThrows(ServinException.class, () -> check(addresses)).getMessage();
    }

    @Test
    void takesAddressesOfBothFamilies() {
        LinkLocalAddresses.check(EndpointConfig.none());
        check();
        check("169.254.0.1", "fe80::1");
    }

    @Test
    void refusesOthersInDockerdsWords() {
        assertEquals("invalid link local IP address: 10.0.0.1", refused("169.254.0.1", "10.0.0.1"));
        assertEquals("invalid link local IP address: <nil>", refused(""));
        assertEquals("Invalid link-local IP address: " + List.of("purple"), refused("purple"));
        assertEquals("Invalid link-local IP address: [169.254.0.1/16]", refused("169.254.0.1/16"));
    }
}
