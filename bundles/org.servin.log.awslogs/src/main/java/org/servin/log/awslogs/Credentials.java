package org.servin.log.awslogs;

import java.time.Instant;
import java.util.Optional;

/**
 * What requests are signed by. Its text shows nothing of it.
 *
 * @param keyId the access key's id
 * @param secret the access key
 * @param session the token that goes with keys for a time; empty for lasting ones
 * @param expires when they are worth nothing any more
 */
record Credentials(String keyId, String secret, Optional<String> session, Optional<Instant> expires) {
    /** Without the secrets that stand in a text: some servers repeat what they were told. */
    String hideIn(String text) {
        String hidden = text;
        for (String part : new String[] {secret, session.orElse(""), keyId}) {
            hidden = part.isEmpty() ? hidden : hidden.replace(part, "***");
        }
        return hidden;
    }

    @Override
    public String toString() {
        return "Credentials";
    }
}
