package org.servin.api.internal.http;

import java.util.Arrays;
import java.util.List;

/**
 * A version of the Docker Engine API, such as 1.41.
 *
 * @param text as the client wrote it
 * @param numbers its parts
 */
public record ApiVersion(String text, List<Integer> numbers) implements Comparable<ApiVersion> {
    /** The newest version that is answered. */
    public static final ApiVersion NEWEST = parse("1.41");
    /** The oldest version that is answered. */
    public static final ApiVersion OLDEST = parse("1.12");

    /** Reads digits and dots, as dockerd does: what is missing counts as 0, and absurdly large numbers as large. */
    static ApiVersion parse(String text) {
        return new ApiVersion(text, Arrays.stream(text.split("\\.", -1)).map(ApiVersion::number).toList());
    }

    private static int number(String digits) {
        return digits.isEmpty() ? 0 : digits.length() > 8 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    /** Whether this is version {@code 1.minor} or newer. */
    public boolean since(int minorOfOne) {
        return part(0) != 1 ? part(0) > 1 : part(1) >= minorOfOne;
    }

    private int part(int index) {
        return index < numbers.size() ? numbers.get(index) : 0;
    }

    @Override
    public int compareTo(ApiVersion o) {
        for (int i = 0; i < Math.max(numbers.size(), o.numbers.size()); i++) {
            if (part(i) != o.part(i)) {
                return Integer.compare(part(i), o.part(i));
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
