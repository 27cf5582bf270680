package org.servin.auth.jwt.internal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import java.util.Optional;
import java.util.Set;

/**
 * A key, and the algorithms that it is for: those of its own kind only, whatever a token says. Thread-safe.
 *
 * @param id by which tokens name it; empty for one that has none
 * @param algorithms as RFC 7518 and RFC 8037 name them
 * @param verifier checks by it
 */
record VerificationKey(Optional<String> id, Set<String> algorithms, JWSVerifier verifier) {
    VerificationKey {
        algorithms = Set.copyOf(algorithms);
    }

    /** Whether the token is signed by it. */
    boolean signed(CompactToken token, String algorithm) {
        try {
            return verifier.verify(new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).build(), token.signed(), token.signature());
        } catch (JOSEException e) {
            throw Refusal.unavailable("the key " + id.map(Refusal::quoted).orElse("without a name") + " cannot be used: " + e.getMessage(), e);
        }
    }
}
