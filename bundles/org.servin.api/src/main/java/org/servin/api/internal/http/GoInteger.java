package org.servin.api.internal.http;

import java.math.BigInteger;
import java.util.regex.Pattern;

/** Decimal numbers as Go's {@code strconv} reads them, and its words where it does not. */
final class GoInteger {
    private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9]+");
    private static final int BITS = 63;

    private GoInteger() { }

    /**
     * Reads a number of 64 bits.
     *
     * @param function what dockerd calls at this place, {@code Atoi} or {@code ParseInt}: its name is in the message
     * @param status of the failure
     */
    static long parse(String text, String function, int status) {
        if (!DIGITS.matcher(text).matches()) {
            throw failure(text, function, status, "invalid syntax");
        }
        BigInteger number = new BigInteger(text);
        if (number.bitLength() > BITS) {
            throw failure(text, function, status, "value out of range");
        }
        return number.longValue();
    }

    private static ApiException failure(String text, String function, int status, String why) {
        return new ApiException(status, "strconv." + function + ": parsing \"" + text + "\": " + why);
    }
}
