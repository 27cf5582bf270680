package org.servin.network.bridge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.servin.spi.ServinException;

/** Literal addresses: no name is ever looked up. */
final class Addresses {
    private static final Pattern V4 = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}");

    private Addresses() { }

    /** Parses an address of either family. */
    static InetAddress parse(String literal) {
        boolean plain = !literal.isEmpty() && literal.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':');
        if (!plain || literal.indexOf(':') < 0 && !V4.matcher(literal).matches()) {
            throw ServinException.invalid("not an IP address: " + literal);
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new ServinException(org.servin.spi.ErrorKind.INVALID_ARGUMENT, "not an IP address: " + literal, e);
        }
    }

    /** The part before the slash. */
    static String withoutLength(String cidr) {
        int slash = cidr.indexOf('/');
        return slash < 0 ? cidr : cidr.substring(0, slash);
    }

    /** The number after the slash. */
    static int length(String cidr) {
        return Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
    }

    static boolean isV6(String literal) {
        return literal.indexOf(':') >= 0;
    }
}
