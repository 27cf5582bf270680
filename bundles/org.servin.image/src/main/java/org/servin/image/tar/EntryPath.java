package org.servin.image.tar;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Where an entry goes below the root: a cleaned relative path.
 *
 * @param parent path of the folder; empty for the root
 * @param name last name; empty for the root itself
 */
record EntryPath(String parent, String name) {
    /** Cleans a name by its letters, as Go's {@code filepath.Clean} does; empty for one that climbs out. A '/' in front counts for nothing, but that none climbs above it. */
    static Optional<EntryPath> of(String raw) {
        String clean = isClean(raw) ? raw : clean(raw);
        if (clean == null) {
            return Optional.empty();
        }
        int slash = clean.lastIndexOf('/');
        return Optional.of(new EntryPath(slash < 0 ? "" : clean.substring(0, slash), clean.substring(slash + 1)));
    }

    /** Whether there is nothing to do, which is so for most names. */
    private static boolean isClean(String raw) {
        return !raw.isEmpty() && raw.charAt(0) != '/' && raw.charAt(raw.length() - 1) != '/' && raw.charAt(0) != '.'
                && !raw.contains("//") && !raw.contains("/.");
    }

    private static String clean(String raw) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : raw.split("/")) {
            if (name.equals("..")) {
                if (names.pollLast() == null && !raw.startsWith("/")) {
                    return null;
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return String.join("/", names);
    }

    boolean isRoot() {
        return name.isEmpty();
    }

    /** The whole path. */
    String path() {
        return parent.isEmpty() ? name : parent + "/" + name;
    }
}
