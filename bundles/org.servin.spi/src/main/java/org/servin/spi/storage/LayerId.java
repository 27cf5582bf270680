package org.servin.spi.storage;

import java.util.regex.Pattern;

/**
 * Names one layer on top of its parents.
 *
 * @param value the chain's digest in hexadecimal (OCI image specification, "Layer ChainID"), optionally with a suffix of the engine's own
 */
public record LayerId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}(-[a-z]+)?");

    /** Refuses what could not be a file name. */
    public LayerId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a layer id: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
