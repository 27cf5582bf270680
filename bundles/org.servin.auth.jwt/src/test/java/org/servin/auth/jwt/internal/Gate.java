package org.servin.auth.jwt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.auth.Principal;

/** A check of tokens with keys of a test, at a time of a test. */
final class Gate {
    static final String ISSUER = "https://issuer.example";
    static final String AUDIENCE = "servin";
    final SettableClock clock = new SettableClock();
    private final TokenCheck check;

    private Gate(TokenRules rules, Keys keys) {
        check = new TokenCheck(rules, keys, clock);
    }

    static TokenRules rules(Set<String> algorithms) {
        return new TokenRules(ISSUER, Set.of(AUDIENCE), algorithms, Duration.ofSeconds(30), 16 * 1024, Duration.ofDays(1), "sub", "groups");
    }

    /** One with published keys. */
    static Gate of(String... jwks) {
        return of(rules(KeyPlace.PUBLIC), new JwksReader(), Issuer.jwks(jwks).getBytes(StandardCharsets.UTF_8));
    }

    static Gate of(TokenRules rules, KeyReader reader, byte[] content) {
        try {
            KeyRing ring = reader.read(content);
            return new Gate(rules, new Keys() {
                @Override
                public KeyRing current() {
                    return ring;
                }

                @Override
                public KeyRing after(KeyRing known) {
                    return ring;
                }

                @Override
                public void close() { }
            });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Gate of(TokenRules rules, Keys keys) {
        return new Gate(rules, keys);
    }

    /** Claims that are all right at the clock's start, with others in their place or beside them: {@code "exp":1}; one that is empty is left out: {@code "exp":}. */
    static String claims(String... others) {
        long now = SettableClock.START.getEpochSecond();
        List<String> all = new java.util.ArrayList<>(List.of("\"iss\":\"" + ISSUER + "\"", "\"aud\":\"" + AUDIENCE + "\"", "\"sub\":\"jane\"", "\"iat\":" + now, "\"exp\":" + (now + 600)));
        for (String other : others) {
            String name = other.substring(0, other.indexOf(':') + 1);
            all.removeIf(claim -> claim.startsWith(name));
            if (!other.equals(name)) {
                all.add(other);
            }
        }
        return "{" + String.join(",", all) + "}";
    }

    Principal admit(String token) {
        return check.check(token);
    }

    void admits(String token) {
        assertEquals("jane", admit(token).name());
    }

    /** Refuses it as not good, for that reason, and shows none of it. */
    void refuses(String token, String reason) {
        ServinException refusal = assertThrows(ServinException.class, () -> admit(token));
        assertEquals(ErrorKind.UNAUTHENTICATED, refusal.kind(), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
        for (Throwable e = refusal; e != null; e = e.getCause()) {
            for (String part : token.split("\\.")) {
                assertFalse(part.length() > 8 && String.valueOf(e.getMessage()).contains(part), e.getMessage());
            }
        }
    }
}
