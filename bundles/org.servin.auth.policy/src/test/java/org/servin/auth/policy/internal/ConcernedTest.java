package org.servin.auth.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConcernedTest {
    private final Concerned<Integer> concerned = new Concerned<>();
    private final AtomicInteger found = new AtomicInteger();

    private int of(Requests request) {
        return concerned.of(request.made(), r -> found.incrementAndGet());
    }

    @Test
    void whatDecidesWhomARuleConcernsIsToldApart() {
        Requests ping = Requests.of("system.ping").http("GET");
        int first = of(ping);
        assertEquals(first, of(ping));
        assertEquals(2, of(ping.by("bob")));
        assertEquals(3, of(ping.by("alice", "ops")));
        assertEquals(4, of(ping.proven("jwt")));
        assertEquals(5, of(ping.http("HEAD")));
        assertEquals(6, of(Requests.of("system.info").http("GET")));
        assertEquals(first, of(ping));
    }

    @Test
    void noMoreIsRememberedThanFits() {
        for (int i = 0; i < 3 * Concerned.CAPACITY; i++) {
            of(Requests.of("system.ping").by("user" + i));
            assertTrue(concerned.size() <= Concerned.CAPACITY);
        }
        Concerned<Integer> other = new Concerned<>();
        other.of(Requests.of("system.ping").by("a", "g".repeat(5000)).made(), r -> 1);
        assertEquals(0, other.size());
    }

    @Test
    void whatOneMayIsNotWhatTheNextMay() throws PolicyException {
        Judge judge = new Judge(PolicyReader.read("p", ("{\"rules\": [{\"name\": \"a\", \"effect\": \"allow\", \"principals\": [\"alice\"], \"actions\": [\"*\"]},"
                + "{\"name\": \"d\", \"effect\": \"deny\", \"groups\": [\"guests\"], \"actions\": [\"*\"]}]}").getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < 3; i++) {
            assertTrue(judge.judge(Requests.of("system.ping").made()).allowed());
            assertFalse(judge.judge(Requests.of("system.ping").by("bob").made()).allowed());
            assertFalse(judge.judge(Requests.of("system.ping").by("alice", "guests").made()).allowed());
        }
    }
}
