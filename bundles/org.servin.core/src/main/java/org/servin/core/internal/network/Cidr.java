package org.servin.core.internal.network;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A subnet of IPv4 or IPv6.
 *
 * @param base its first address, as a number
 * @param length the prefix's
 * @param v6 whether of IPv6
 */
record Cidr(BigInteger base, int length, boolean v6) {
    private static final Pattern V4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    Cidr {
        Objects.requireNonNull(base, "base is null");
    }

    /**
     * Parses {@code address/length}; bits after the prefix are dropped.
     *
     * @throws IllegalArgumentException in Go's words
     */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress address = address(text.substring(0, Math.max(0, slash)));
            int bits = address.getAddress().length * 8;
            int length = Integer.parseInt(text.substring(slash + 1));
            if (slash < 0 || length < 0 || length > bits || text.charAt(slash + 1) == '+') {
                throw invalid(text);
            }
            BigInteger mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE.shiftLeft(bits - length));
            return new Cidr(number(address).and(mask), length, bits == 128);
        } catch (IllegalArgumentException e) {
            throw invalid(text);
        }
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("invalid CIDR address: " + text);
    }

    /**
     * Parses a literal address; never looks a name up.
     *
     * @throws IllegalArgumentException for anything else
     */
    static InetAddress address(String literal) {
        boolean v4 = V4.matcher(literal).matches();
        boolean v6 = literal.indexOf(':') >= 0 && literal.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
        if (!v4 && !v6) {
            throw new IllegalArgumentException("invalid IP address: " + literal);
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("invalid IP address: " + literal, e);
        }
    }

    /** Whether a text is a literal address. */
    static boolean isAddress(String literal) {
        try {
            address(literal);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    int bits() {
        return v6 ? 128 : 32;
    }

    /** How many addresses it has. */
    BigInteger size() {
        return BigInteger.ONE.shiftLeft(bits() - length);
    }

    boolean contains(InetAddress address) {
        return address.getAddress().length * 8 == bits() && contains(number(address));
    }

    private boolean contains(BigInteger number) {
        return number.compareTo(base) >= 0 && number.compareTo(base.add(size())) < 0;
    }

    boolean overlaps(Cidr other) {
        return v6 == other.v6 && (contains(other.base) || other.contains(base));
    }

    /** Its n-th address. */
    InetAddress at(BigInteger n) {
        return inet(base.add(n), v6);
    }

    private static InetAddress inet(BigInteger number, boolean v6) {
        byte[] raw = number.toByteArray();
        byte[] address = new byte[v6 ? 16 : 4];
        int count = Math.min(raw.length, address.length);
        System.arraycopy(raw, raw.length - count, address, address.length - count, count);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address of " + address.length + " bytes", e);
        }
    }

    /** An address as Go writes it: IPv6 with its longest run of zeros left out. */
    static String text(InetAddress address) {
        byte[] raw = address.getAddress();
        if (raw.length == 4) {
            return address.getHostAddress();
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (raw[2 * i] & 0xff) << 8 | raw[2 * i + 1] & 0xff;
        }
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int j = i;
            while (j < 8 && groups[j] == 0) {
                j++;
            }
            if (j - i > bestLength) {
                best = i;
                bestLength = j - i;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == best) {
                out.append("::");
                i += bestLength - 1;
            } else {
                out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return text(inet(base, v6)) + "/" + length;
    }
}
