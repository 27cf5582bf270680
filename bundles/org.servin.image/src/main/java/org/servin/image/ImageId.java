package org.servin.image;

import java.util.regex.Pattern;

/** Names an image by its configuration's digest: {@code sha256:} and 64 hexadecimal digits. */
public record ImageId(String value) {
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    /** Refuses anything else. */
    public ImageId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not an image id: " + value);
        }
    }

    /** The digits without the algorithm. */
    public String hex() {
        return value.substring("sha256:".length());
    }

    @Override
    public String toString() {
        return value;
    }
}
