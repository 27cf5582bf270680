package org.servin.auth.jwt.internal;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header {@code Authorization: Bearer} (RFC 6750, section 2.1). */
final class BearerHeader {
    private static final String SCHEME = "bearer";
    /** {@code b64token}. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private BearerHeader() { }

    /** The token; empty if these are other credentials. */
    static Optional<String> token(List<String> values) {
        if (values.stream().noneMatch(BearerHeader::isBearer)) {
            return Optional.empty();
        }
        if (values.size() > 1) { // whoever is before this engine may have looked at the other one
            throw Refusal.of("there is more than one Authorization header");
        }
        String token = values.get(0).strip().substring(SCHEME.length()).strip();
        if (token.isEmpty()) {
            throw Refusal.of("there is none");
        }
        if (!TOKEN.matcher(token).matches()) {
            throw Refusal.of("it has characters that are in no token");
        }
        return Optional.of(token);
    }

    private static boolean isBearer(String value) {
        String text = value.strip();
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) && (text.length() == SCHEME.length() || Character.isWhitespace(text.charAt(SCHEME.length())));
    }
}
