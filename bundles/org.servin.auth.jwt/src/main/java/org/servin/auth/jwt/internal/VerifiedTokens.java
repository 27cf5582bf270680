package org.servin.auth.jwt.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.servin.spi.auth.Principal;

/** Tokens that were found good, by their digest, so that a caller's next request need not have its token checked again. Thread-safe. */
final class VerifiedTokens {
    static final int CAPACITY = 1024;

    /** Of which the one that was used last is the last. */
    private final Map<ByteBuffer, Proof> proofs = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Proof> eldest) {
            return size() > CAPACITY;
        }
    };

    private record Proof(Principal principal, ClaimRules.Validity validity, KeyRing ring) { }

    /** One for all tokens: that of the provider whose SHA-256 is fast has memory of its own outside the heap, which costs more to get than a token's digest. */
    private final MessageDigest sha256 = sha256();

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java has it
        }
    }

    /** What a token is known by. */
    synchronized ByteBuffer digest(String token) {
        return ByteBuffer.wrap(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whose token it is, if it was found good with these keys and is so at this time. */
    synchronized Optional<Principal> find(ByteBuffer digest, KeyRing ring, Instant now) {
        Proof proof = proofs.get(digest);
        if (proof == null) {
            return Optional.empty();
        }
        if (proof.ring() != ring || !proof.validity().has(now)) {
            proofs.remove(digest);
            return Optional.empty();
        }
        return Optional.of(proof.principal());
    }

    synchronized void add(ByteBuffer digest, Principal principal, ClaimRules.Validity validity, KeyRing ring) {
        proofs.put(digest, new Proof(principal, validity, ring));
    }
}
