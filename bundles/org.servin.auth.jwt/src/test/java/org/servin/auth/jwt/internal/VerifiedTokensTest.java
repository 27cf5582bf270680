package org.servin.auth.jwt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.servin.spi.auth.Principal;

class VerifiedTokensTest {
    private static final Instant NOW = SettableClock.START;
    private static final ClaimRules.Validity HOUR = new ClaimRules.Validity(NOW, NOW.plusSeconds(3600));
    private static final Principal JANE = new Principal("jane", Set.of(), "jwt");
    private final KeyRing ring = new KeyRing(List.of(), List.of());
    private final VerifiedTokens tokens = new VerifiedTokens();

    /** Counts what it is asked. */
    private static final class Counting extends BaseJWSProvider implements JWSVerifier {
        private int asked;

        Counting() {
            super(Set.of());
        }

        @Override
        public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) {
            asked++;
            return true;
        }
    }

    /** Keys that a test exchanges. */
    private static final class Exchanged implements Keys {
        private KeyRing ring;

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
    }

    @Test
    void aSignatureIsCheckedOnceForTheSameKeys() {
        Counting verifier = new Counting();
        Exchanged keys = new Exchanged();
        keys.ring = new KeyRing(List.of(new VerificationKey(Optional.empty(), Set.of("RS256"), verifier)), List.of());
        Gate gate = Gate.of(Gate.rules(KeyPlace.PUBLIC), keys);
        String token = Issuer.token("{\"alg\":\"RS256\"}", Gate.claims(), what -> new byte[] {1});
        for (int i = 0; i < 10; i++) {
            gate.admits(token);
        }
        assertEquals(1, verifier.asked);
        gate.admits(Issuer.token("{\"alg\":\"RS256\"}", Gate.claims(), what -> new byte[] {2}));
        assertEquals(2, verifier.asked);
        keys.ring = new KeyRing(keys.ring.keys(), List.of(new KeyRing.Unusable(Optional.empty(), "is new")));
        gate.admits(token);
        assertEquals(3, verifier.asked);
        gate.clock.advance(Duration.ofHours(1));
        gate.refuses(token, "it expired");
    }

    @Test
    void aProofIsGoodForItsTimeAndItsKeys() {
        tokens.add("x", JANE, HOUR, ring);
        assertEquals(Optional.of(JANE), tokens.find("x", ring, NOW));
        assertEquals(Optional.empty(), tokens.find("y", ring, NOW));
        assertEquals(Optional.empty(), tokens.find("x", new KeyRing(List.of(), List.of()), NOW));
        tokens.add("x", JANE, HOUR, ring);
        assertEquals(Optional.empty(), tokens.find("x", ring, HOUR.until()));
        tokens.add("x", JANE, HOUR, ring);
        assertEquals(Optional.empty(), tokens.find("x", ring, HOUR.from().minusMillis(1)));
    }

    /** Java's hashes of these are the same. */
    @Test
    void tokensThatLookAlikeAreNotTakenForOneAnother() {
        tokens.add("Aa", JANE, HOUR, ring);
        assertEquals(Optional.empty(), tokens.find("BB", ring, NOW));
        tokens.add("AaBB", JANE, HOUR, ring);
        assertEquals(Optional.empty(), tokens.find("BBAa", ring, NOW));
        assertEquals(Optional.of(JANE), tokens.find("AaBB", ring, NOW));
    }

    @Test
    void thoseThatWereNotUsedForLongestAreForgotten() {
        tokens.add("first", JANE, HOUR, ring);
        tokens.add("second", JANE, HOUR, ring);
        for (int i = 0; i < VerifiedTokens.CAPACITY - 1; i++) {
            tokens.find("first", ring, NOW);
            tokens.add("more" + i, JANE, HOUR, ring);
        }
        assertEquals(Optional.of(JANE), tokens.find("first", ring, NOW));
        assertEquals(Optional.empty(), tokens.find("second", ring, NOW));
    }

    @Test
    void longOnesAreNotKept() {
        tokens.add("x".repeat(VerifiedTokens.LONGEST), JANE, HOUR, ring);
        assertEquals(Optional.of(JANE), tokens.find("x".repeat(VerifiedTokens.LONGEST), ring, NOW));
        tokens.add("x".repeat(VerifiedTokens.LONGEST + 1), JANE, HOUR, ring);
        assertEquals(Optional.empty(), tokens.find("x".repeat(VerifiedTokens.LONGEST + 1), ring, NOW));
    }
}
