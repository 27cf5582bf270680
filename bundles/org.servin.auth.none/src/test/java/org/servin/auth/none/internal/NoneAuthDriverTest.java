package org.servin.auth.none.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.UnixPeer;

class NoneAuthDriverTest {
    private final NoneAuthDriver driver = new NoneAuthDriver();

    @Test
    void nobodyIsMoreThanAnonymous() {
        Principal anonymous = new Principal("anonymous", Set.of(), "none");
        assertEquals(Optional.of(anonymous), driver.authenticate(new Caller("tcp", "192.0.2.1:4711", List.of(), Map.of("authorization", List.of("Bearer root")))));
        assertEquals(Optional.of(anonymous), driver.authenticate(new Caller("unix", "", List.of(), Map.of(), Optional.of(new UnixPeer(0, 0, 1)))));
    }

    @Test
    void asksForNothingAndWorksEverywhere() {
        assertEquals(Optional.empty(), driver.challenge());
        assertTrue(driver.probe().isUsable());
    }
}
