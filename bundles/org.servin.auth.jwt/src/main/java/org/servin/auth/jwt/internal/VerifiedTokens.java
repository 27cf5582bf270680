package org.servin.auth.jwt.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.servin.spi.auth.Principal;

/** Tokens that were found good, so that a caller's next request need not have its token checked again. Thread-safe. */
final class VerifiedTokens {
    static final int CAPACITY = 256;
    /** Longer ones are checked each time: what is remembered takes at most 2 MiB. */
    static final int LONGEST = 8 * 1024;

    /** Of which the one that was used last is the last. */
    private final Map<Key, Proof> proofs = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Proof> eldest) {
            return size() > CAPACITY;
        }
    };

    private record Proof(Principal principal, ClaimRules.Validity validity, KeyRing ring) { }

    /**
     * A token, which is compared in a time that does not tell how much of it is right: what is remembered are secrets. (A digest of each would be compared quickly, but made it
     * nearly half of what the driver does for a request.)
     */
    private static final class Key {
        private final byte[] token;
        private final int hash;

        /** What is not in this alphabet becomes a question mark, which is in no good token. */
        Key(String token) {
            this.token = token.getBytes(StandardCharsets.ISO_8859_1);
            this.hash = Arrays.hashCode(this.token);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && hash == key.hash && MessageDigest.isEqual(token, key.token);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** Whose token it is, if it was found good with these keys and is so at this time. */
    Optional<Principal> find(String token, KeyRing ring, Instant now) {
        Key key = new Key(token);
        synchronized (this) {
            Proof proof = proofs.get(key);
            if (proof == null) {
                return Optional.empty();
            }
            if (proof.ring() != ring || !proof.validity().has(now)) {
                proofs.remove(key);
                return Optional.empty();
            }
            return Optional.of(proof.principal());
        }
    }

    /** Remembers it. */
    void add(String token, Principal principal, ClaimRules.Validity validity, KeyRing ring) {
        if (token.length() <= LONGEST) {
            Key key = new Key(token);
            synchronized (this) {
                proofs.put(key, new Proof(principal, validity, ring));
            }
        }
    }
}
