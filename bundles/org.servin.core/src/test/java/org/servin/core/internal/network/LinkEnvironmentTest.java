package org.servin.core.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.servin.core.internal.network.Ports.Port;

class LinkEnvironmentTest {
    private static List<String> of(String alias, List<String> env, String... ports) {
        return LinkEnvironment.of("linker", alias, "172.17.0.2", Stream.of(ports).map(p -> Port.parse(p).orElseThrow()).toList(), env);
    }

    @Test
    void portsAddressesAndWhatTheOtherHas() {
        assertEquals(List.of("MY_DB.X_PORT=udp://172.17.0.2:53", "MY_DB.X_PORT_53_UDP=udp://172.17.0.2:53", "MY_DB.X_PORT_53_UDP_ADDR=172.17.0.2", "MY_DB.X_PORT_53_UDP_PORT=53",
                "MY_DB.X_PORT_53_UDP_PROTO=udp", "MY_DB.X_NAME=/linker/my-db.x", "MY_DB.X_ENV_PASS=a=b", "MY_DB.X_ENV_EMPTY="),
                of("my-db.x", List.of("PASS=a=b", "EMPTY=", "NONE", "HOME=/h", "PATH=/p"), "53/udp"));
    }

    @Test
    void withoutPortsOnlyTheName() {
        assertEquals(List.of("DB_NAME=/linker/db"), of("db", List.of()));
    }

    @Test
    void theLowestPortIsThePort() {
        assertEquals("DB_PORT=tcp://172.17.0.2:80", of("db", List.of(), "443/tcp", "80/udp", "80/tcp").get(0));
    }

    @Test
    void threeNeighboursAreARange() {
        List<String> variables = of("db", List.of(), "5434/tcp", "5432/tcp", "5433/tcp", "80/tcp");
        assertEquals(List.of("DB_PORT_5432_TCP_START=tcp://172.17.0.2:5432", "DB_PORT_5432_TCP_ADDR=172.17.0.2", "DB_PORT_5432_TCP_PROTO=tcp", "DB_PORT_5432_TCP_PORT_START=5432",
                "DB_PORT_5432_TCP_END=tcp://172.17.0.2:5434", "DB_PORT_5432_TCP_PORT_END=5434"), variables.subList(1, 7));
        assertTrue(of("db", List.of(), "1/tcp", "2/tcp").stream().noneMatch(v -> v.contains("START")));
    }
}
