package org.servin.api.internal.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request's path, taken apart. Like Go's router it is looked at decoded: it does not matter which letters the client has encoded.
 *
 * @param version the version in front of it; empty text for none
 * @param path the rest
 * @param whole both
 */
record RequestUri(String version, String path, String whole) {
    private static final Pattern VERSIONED = Pattern.compile("/v([0-9.]+)(/.*)", Pattern.DOTALL);
    private static final String LEGAL = "-._~!$&'()*+,=:@/";
    /** What stands between the kind of a thing and the call's name is its name, also if it has slashes, as links have. */
    private static final Pattern CALLED = Pattern.compile("/(containers|exec)/(.+?)(/(?:attach/ws|checkpoints(?:/[^/]+)?|[^/]+))", Pattern.DOTALL);
    private static final Pattern REMOVED = Pattern.compile("/(containers)/(.+?)((?:/checkpoints/[^/]+)?)", Pattern.DOTALL);
    private static final Pattern UNCLEAN = Pattern.compile("//|/\\.{1,2}(?:/|$)");

    static RequestUri of(String raw) {
        // a plus stands for itself in paths; what is not well encoded was refused by the listener
        String whole = raw.indexOf('%') < 0 ? raw : URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        Matcher m = VERSIONED.matcher(whole);
        return m.matches() ? new RequestUri(m.group(1), m.group(2), whole) : new RequestUri("", whole, whole);
    }

    /** Where clients are sent whose path has empty or dotted parts. */
    Optional<String> elsewhere() {
        if (!whole.contains("//") && !whole.contains("/.") || !UNCLEAN.matcher(whole).find()) {
            return Optional.empty();
        }
        String clean = java.nio.file.Path.of("/", whole.replace("\0", "")).normalize().toString();
        return Optional.of(encode(clean + (whole.endsWith("/") && clean.length() > 1 ? "/" : "")));
    }

    /** As a URI below {@code base}. The query stays out: it is read by {@link Query}. */
    URI below(URI base, String method) {
        boolean removal = method.equals("DELETE");
        if (path.chars().filter(c -> c == '/').count() <= (removal ? 2 : 3)) { // no room for a slash in a name
            return URI.create(base + encode(path.substring(1)));
        }
        Matcher m = (removal ? REMOVED : CALLED).matcher(path);
        return URI.create(base + (m.matches() ? m.group(1) + "/" + encode(m.group(2)).replace("/", "%2F") + encode(m.group(3)) : encode(path.substring(1))));
    }

    /** Version and path, encoded anew. */
    String canonical() {
        return encode(whole);
    }

    private static boolean isLegal(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || LEGAL.indexOf(c) >= 0;
    }

    private static String encode(String s) {
        int legal = 0;
        while (legal < s.length() && isLegal(s.charAt(legal))) {
            legal++;
        }
        return legal == s.length() ? s : encodeEach(s);
    }

    private static String encodeEach(String s) {
        StringBuilder b = new StringBuilder(s.length() + 16);
        for (byte each : s.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if (isLegal(c)) {
                b.append(c);
            } else {
                b.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16))).append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return b.toString();
    }
}
