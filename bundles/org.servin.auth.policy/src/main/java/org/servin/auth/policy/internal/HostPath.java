package org.servin.auth.policy.internal;

import java.util.Optional;

/**
 * An absolute path, compared component by component: {@code /srv} covers {@code /srv} and {@code /srv/x}, not {@code /srvx}. Doubled and trailing slashes do not count.
 *
 * @param text without them
 */
record HostPath(String text) {
    /** PATH_MAX of Linux. */
    private static final int MAX = 4096;
    private static final String ROOT = "/";

    /** Empty for what is no plain absolute path: relative, empty, too long, with a NUL, or with the components {@code .} and {@code ..}, whose meaning depends on links. */
    static Optional<HostPath> of(String path) {
        if (!path.startsWith(ROOT) || path.length() > MAX || path.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        StringBuilder clean = new StringBuilder();
        int from = 0;
        while (from < path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            String component = path.substring(from, to);
            if (component.equals(".") || component.equals("..")) {
                return Optional.empty();
            }
            if (!component.isEmpty()) {
                clean.append('/').append(component);
            }
            from = to + 1;
        }
        return Optional.of(new HostPath(clean.length() == 0 ? ROOT : clean.toString()));
    }

    /** Whether it is the other path, or is below it. */
    boolean isUnder(HostPath other) {
        return other.text.equals(ROOT) || text.startsWith(other.text) && (text.length() == other.text.length() || text.charAt(other.text.length()) == '/');
    }
}
