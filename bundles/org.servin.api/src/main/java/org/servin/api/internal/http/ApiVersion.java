package org.servin.api.internal.http;

/**
 * A version of the Docker Engine API, such as 1.41.
 *
 * @param major first number
 * @param minor second number
 */
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    /** The newest version that is answered. */
    public static final ApiVersion NEWEST = new ApiVersion(1, 41);
    /** The oldest version that is answered. */
    public static final ApiVersion OLDEST = new ApiVersion(1, 12);

    /** Reads digits and dots; what comes after the second number is left out, and absurdly large numbers count as large. */
    static ApiVersion parse(String text) {
        String[] parts = text.split("\\.", -1);
        return new ApiVersion(number(parts[0]), parts.length > 1 ? number(parts[1]) : 0);
    }

    private static int number(String digits) {
        return digits.isEmpty() ? 0 : digits.length() > 8 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    /** Whether this is version {@code 1.minor} or newer. */
    public boolean since(int minorOfOne) {
        return compareTo(new ApiVersion(1, minorOfOne)) >= 0;
    }

    @Override
    public int compareTo(ApiVersion o) {
        return major != o.major ? Integer.compare(major, o.major) : Integer.compare(minor, o.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
