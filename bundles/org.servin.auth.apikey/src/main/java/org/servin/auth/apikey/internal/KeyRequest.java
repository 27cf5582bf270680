package org.servin.auth.apikey.internal;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.servin.spi.ServinException;

/**
 * Which key to make.
 *
 * @param name of whoever gets it
 * @param groups of theirs
 * @param expires from when on it is good no more; empty for never
 */
record KeyRequest(String name, Set<String> groups, Optional<Instant> expires) {
    private static final int LONGEST = 128;

    /** INVALID_ARGUMENT for names that lists and logs could not show as what they are. */
    KeyRequest {
        groups = Set.copyOf(groups);
        check("name", name);
        groups.forEach(group -> check("group", group));
    }

    private static void check(String what, String text) {
        if (text.isBlank() || text.length() > LONGEST || !text.strip().equals(text) || text.indexOf(',') >= 0 || text.codePoints().anyMatch(KeyRequest::isInvisible)) {
            throw ServinException.invalid("the " + what + " \"" + text.replaceAll("\\p{C}", "?") + "\" is not of 1 to " + LONGEST + " printable characters without commas");
        }
    }

    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
