package org.servin.log.awslogs;

import java.util.Optional;

/** A place where credentials may be. */
interface CredentialSource {
    /** What is there; empty if this place is not in use here. UNAVAILABLE if it is, but does not give any. */
    Optional<Credentials> find();
}
