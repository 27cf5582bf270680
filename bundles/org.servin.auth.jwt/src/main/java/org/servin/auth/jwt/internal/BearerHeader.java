package org.servin.auth.jwt.internal;

import java.util.List;
import java.util.Optional;

/** The header {@code Authorization: Bearer} (RFC 6750, section 2.1). */
final class BearerHeader {
    private static final String SCHEME = "bearer";

    private BearerHeader() { }

    /** The token; empty if these are other credentials. */
    static Optional<String> token(List<String> values) {
        if (!anyBearer(values)) {
            return Optional.empty();
        }
        if (values.size() > 1) { // whoever is before this engine may have looked at the other one
            throw Refusal.of("there is more than one Authorization header");
        }
        String token = values.get(0).strip().substring(SCHEME.length()).strip();
        if (token.isEmpty()) {
            throw Refusal.of("there is none");
        }
        return Optional.of(token);
    }

    private static boolean anyBearer(List<String> values) {
        for (String value : values) { // for each request
            if (isBearer(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBearer(String value) {
        String text = value.strip();
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) && (text.length() == SCHEME.length() || Character.isWhitespace(text.charAt(SCHEME.length())));
    }
}
