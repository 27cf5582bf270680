package org.servin.auth.jwt.internal;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Where the keys are that tokens are checked with. */
sealed interface KeyPlace {
    /** Algorithms of keys of which one half is public. */
    Set<String> PUBLIC = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519");
    /** Algorithms of keys that whoever can check a token can issue tokens with. */
    Set<String> SHARED = Set.of("HS256", "HS384", "HS512");

    /** The algorithms that its keys can be of. None is of both kinds, so that no public key is ever taken for a shared one. */
    default Set<String> algorithms() {
        return PUBLIC;
    }

    /**
     * Published by the issuer.
     *
     * @param url where
     * @param authorities a PEM file of who may vouch for the server; empty for the machine's
     * @param refresh after which they are fetched again
     * @param lifetime for which they are used while they cannot be fetched again
     */
    record Published(URI url, Optional<Path> authorities, Duration refresh, Duration lifetime) implements KeyPlace { }

    /** A file of the form that issuers publish. */
    record KeySetFile(Path file) implements KeyPlace { }

    /** PEM. */
    record PublicKeyFile(Path file) implements KeyPlace { }

    /** Bytes. */
    record SecretFile(Path file) implements KeyPlace {
        @Override
        public Set<String> algorithms() {
            return SHARED;
        }
    }
}
