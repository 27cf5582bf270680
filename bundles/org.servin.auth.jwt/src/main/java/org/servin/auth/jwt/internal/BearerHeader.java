package org.servin.auth.jwt.internal;

import java.util.List;
import java.util.Optional;

/** The header {@code Authorization: Bearer} (RFC 6750, section 2.1). */
final class BearerHeader {
    private static final String SCHEME = "bearer";
    private static final String OTHERS = "._~+/-";

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
        if (!isToken(token)) {
            throw Refusal.of("it has characters that are in no token");
        }
        return Optional.of(token);
    }

    /** {@code b64token}. */
    private static boolean isToken(String token) {
        int end = token.length();
        while (end > 0 && token.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = token.charAt(i);
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!word && OTHERS.indexOf(c) < 0) {
                return false;
            }
        }
        return end > 0;
    }

    private static boolean isBearer(String value) {
        String text = value.strip();
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) && (text.length() == SCHEME.length() || Character.isWhitespace(text.charAt(SCHEME.length())));
    }
}
