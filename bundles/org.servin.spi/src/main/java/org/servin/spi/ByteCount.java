package org.servin.spi;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them for docker: {@code 10m}, {@code 1.5 GB}. */
public final class ByteCount {
    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([kKmMgGtTpP])?[iI]?[bB]?");
    private static final String UNITS = "kmgtp";

    private ByteCount() { }

    /** The number; units are powers of 1024. INTERNAL for what is none, as in dockerd. */
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw refused(text, null);
        }
        int power = matcher.group(2) == null ? 0 : UNITS.indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
        try {
            return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1024).pow(power)).toBigInteger().longValueExact();
        } catch (ArithmeticException e) {
            throw refused(text, e);
        }
    }

    private static ServinException refused(String text, Throwable cause) {
        return new ServinException(ErrorKind.INTERNAL, "invalid size: '" + text + "'", cause);
    }
}
