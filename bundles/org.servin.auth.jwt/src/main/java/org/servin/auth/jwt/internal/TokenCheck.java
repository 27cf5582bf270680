package org.servin.auth.jwt.internal;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.servin.spi.auth.Principal;

/** Checks tokens (RFC 7519, RFC 8725). Thread-safe. */
final class TokenCheck implements AutoCloseable {
    private final TokenRules rules;
    private final Keys keys;
    private final Clock clock;
    private final HeaderRules headers;
    private final ClaimRules claims;
    private final PrincipalClaims principals;
    private final VerifiedTokens verified = new VerifiedTokens();

    TokenCheck(TokenRules rules, Keys keys, Clock clock) {
        this.rules = rules;
        this.keys = keys;
        this.clock = clock;
        this.headers = new HeaderRules(rules.algorithms());
        this.claims = new ClaimRules(rules, clock);
        this.principals = new PrincipalClaims(rules.nameClaim(), rules.groupsClaim());
    }

    /** A signature that holds, and the keys that it holds by. */
    private record Proof(KeyRing ring, boolean holds) { }

    /** Whose it is. UNAUTHENTICATED if it is not good, UNAVAILABLE if that cannot be said. */
    Principal check(String token) {
        if (token.length() > rules.maxSize()) {
            throw Refusal.of("it has more than " + rules.maxSize() + " bytes");
        }
        KeyRing ring = keys.current();
        return verified.find(token, ring, clock.instant()).orElseGet(() -> prove(token, ring));
    }

    private Principal prove(String token, KeyRing ring) {
        CompactToken parsed = CompactToken.parse(token);
        HeaderRules.Signer signer = headers.check(parsed.header());
        claims.checkIssuer(parsed.claims());
        KeyRing by = signedBy(parsed, signer, ring);
        ClaimRules.Validity validity = claims.check(parsed.claims());
        Principal principal = principals.read(parsed.claims());
        verified.add(token, principal, validity, by);
        return principal;
    }

    /** The keys by which the signature holds; if the token names one that is not there, or none, the issuer may have newer ones. */
    private KeyRing signedBy(CompactToken token, HeaderRules.Signer signer, KeyRing ring) {
        if (holds(token, signer, ring)) {
            return ring;
        }
        boolean known = ring.keys().stream().anyMatch(key -> key.id().isPresent() && key.id().equals(signer.keyId()));
        if (!known) {
            KeyRing newer = keys.after(ring);
            if (newer != ring && holds(token, signer, newer)) {
                return newer;
            }
            throw refusal(signer, newer);
        }
        throw refusal(signer, ring);
    }

    private static boolean holds(CompactToken token, HeaderRules.Signer signer, KeyRing ring) {
        return fitting(signer, ring).stream().anyMatch(key -> key.signed(token, signer.algorithm()));
    }

    private static List<VerificationKey> fitting(HeaderRules.Signer signer, KeyRing ring) {
        return ring.named(signer.keyId()).stream().filter(key -> key.algorithms().contains(signer.algorithm())).toList();
    }

    private static RuntimeException refusal(HeaderRules.Signer signer, KeyRing ring) {
        String name = signer.keyId().map(id -> "its key " + Refusal.quoted(id)).orElse("its key");
        Optional<String> unusable = ring.whyNot(signer.keyId());
        if (unusable.isPresent()) {
            return Refusal.of(name + " " + unusable.get());
        }
        if (ring.named(signer.keyId()).isEmpty()) {
            return Refusal.of(name + " is not one of the issuer's" + (ring.keys().isEmpty() ? ", of which none can be used: " + ring.reasons() : ""));
        }
        if (fitting(signer, ring).isEmpty()) {
            return Refusal.of(name + " is not for " + signer.algorithm());
        }
        return Refusal.of("its signature does not hold");
    }

    @Override
    public void close() {
        keys.close();
    }
}
