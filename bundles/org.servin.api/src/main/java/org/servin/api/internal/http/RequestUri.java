package org.servin.api.internal.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request's path, taken apart.
 *
 * @param version the version in front of it; empty text for none
 * @param path the rest
 */
record RequestUri(String version, String path) {
    private static final Pattern VERSIONED = Pattern.compile("/v([0-9.]+)(/.*)");
    private static final String LEGAL = "-._~!$&'()*+,;=:@/%?";

    static RequestUri of(String raw) {
        Matcher m = VERSIONED.matcher(raw);
        return m.matches() ? new RequestUri(m.group(1), m.group(2)) : new RequestUri("", raw);
    }

    /** As a URI below {@code base}, with what java.net.URI refuses encoded. The query stays out: it is read by {@link Query}. */
    URI below(URI base) {
        return URI.create(base + encode(path.substring(1)));
    }

    private static String encode(String s) {
        StringBuilder b = new StringBuilder(s.length() + 16);
        byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xff);
            boolean stray = c == '%' && !(i + 2 < bytes.length && Character.digit(bytes[i + 1], 16) >= 0 && Character.digit(bytes[i + 2], 16) >= 0);
            if (!stray && c != '?' && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || LEGAL.indexOf(c) >= 0)) {
                b.append(c);
            } else {
                b.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16))).append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return b.toString();
    }
}
