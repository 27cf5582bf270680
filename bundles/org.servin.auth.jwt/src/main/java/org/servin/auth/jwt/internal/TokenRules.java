package org.servin.auth.jwt.internal;

import java.time.Duration;
import java.util.Set;

/**
 * What a token must be.
 *
 * @param issuer who must have issued it
 * @param audiences of which it must name one; empty for whatever it names
 * @param algorithms by which it may be signed, as RFC 7518 names them
 * @param skew by which the issuer's clock may differ
 * @param maxSize in bytes
 * @param maxLifetime how long it may be valid
 * @param nameClaim what names the caller
 * @param groupsClaim what names the caller's groups
 */
record TokenRules(String issuer, Set<String> audiences, Set<String> algorithms, Duration skew, int maxSize, Duration maxLifetime, String nameClaim, String groupsClaim) {
    TokenRules {
        audiences = Set.copyOf(audiences);
        algorithms = Set.copyOf(algorithms);
    }
}
