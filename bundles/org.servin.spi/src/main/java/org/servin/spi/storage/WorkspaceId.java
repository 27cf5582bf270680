package org.servin.spi.storage;

import java.util.regex.Pattern;

/**
 * Names one writable workspace; one container has one.
 *
 * @param value the container's id, or another name of letters, digits, '-' and '_'
 */
public record WorkspaceId(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");

    /** Refuses what could not be a file name. */
    public WorkspaceId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a workspace id: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
