package org.servin.log.journald;

import java.util.Locale;
import java.util.Set;

/**
 * Names of the journal's fields, see systemd.journal-fields(7): capital letters, digits and underscores, with no underscore in front, since fields with one are journald's own.
 */
final class FieldNames {
    static final String MESSAGE = "MESSAGE";
    static final String PRIORITY = "PRIORITY";
    static final String FULL_ID = "CONTAINER_ID_FULL";
    static final String TIME = "SYSLOG_TIMESTAMP";
    static final String RECORD = "CONTAINER_LOG_RECORD";
    static final String PARTIAL = "CONTAINER_PARTIAL_MESSAGE";
    /** By these a log is read back: no label of a container may have their place. */
    private static final Set<String> TAKEN = Set.of(MESSAGE, PRIORITY, FULL_ID, TIME, RECORD, PARTIAL);

    private FieldNames() { }

    /** What a label or variable is called in the journal: as at dockerd, but one that would change what is read back has {@code ATTRIBUTE_} in front. Perhaps empty. */
    static String of(String attribute) {
        StringBuilder name = new StringBuilder();
        attribute.codePoints().forEach(c -> {
            boolean fits = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            if (fits || name.length() > 0) {
                name.appendCodePoint(fits ? c : '_');
            }
        });
        String upper = name.toString().toUpperCase(Locale.ROOT);
        return TAKEN.contains(upper) ? "ATTRIBUTE_" + upper : upper;
    }
}
