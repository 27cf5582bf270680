package org.servin.spi.log.option;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.spi.ServinException;

/**
 * Where a destination listens, {@code udp://192.0.2.1:514} or {@code unix:///dev/log}, read and refused as dockerd does it with Go's {@code net/url}. What is refused is
 * INVALID_ARGUMENT.
 *
 * @param scheme {@code tcp}, {@code tcp+tls}, {@code udp}, {@code unix} or {@code unixgram}
 * @param host name or address, without the brackets of IPv6; empty for this machine
 * @param port -1 if none was given
 * @param path from the first slash after the host; empty for none
 */
public record TransportAddress(String scheme, String host, int port, String path) {
    private static final List<String> SCHEMES = List.of("tcp+tls", "tcp", "udp", "unixgram", "unix");
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern PORT = Pattern.compile(":[^:\\]]*$");
    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2}).{0,2}");
    private static final Pattern BAD_CHARACTER = Pattern.compile("[ \"<>\\\\^`{|}]");

    /**
     * Reads an address.
     *
     * @param option the option's name
     */
    public static TransportAddress of(String option, String text) {
        return of(option, text, "");
    }

    /**
     * Reads an address.
     *
     * @param option the option's name
     * @param unclear what is said where host and port cannot be told apart; empty for Go's words
     */
    public static TransportAddress of(String option, String text, String unclear) {
        for (String scheme : SCHEMES) {
            if (text.startsWith(scheme + "://")) {
                return of(text, scheme, text.substring(scheme.length() + 3), unclear);
            }
        }
        throw ServinException.invalid(option + " should be in form proto://address, got " + text);
    }

    private static TransportAddress of(String text, String scheme, String rest, String unclear) {
        String location = rest.replaceFirst("[?#].*$", "");
        int slash = location.indexOf('/');
        String authority = slash < 0 ? location : location.substring(0, slash);
        String path = slash < 0 ? "" : location.substring(slash);
        String place = authority.substring(authority.lastIndexOf('@') + 1);
        refuse(text, BAD_ESCAPE.matcher(place), "invalid URL escape \"%s\"");
        refuse(text, BAD_CHARACTER.matcher(place), "invalid character \"%s\" in host name");
        if (scheme.startsWith("unix")) {
            return new TransportAddress(scheme, place, -1, path);
        }
        Matcher port = PORT.matcher(place);
        boolean hasPort = port.find();
        String digits = hasPort ? port.group().substring(1) : "";
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw ServinException.invalid("parse \"" + text + "\": invalid port \"" + port.group() + "\" after host");
        }
        String host = hasPort ? place.substring(0, port.start()) : place;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw ServinException.invalid(unclear.isEmpty() ? "address " + place + ": too many colons in address" : unclear);
        }
        return new TransportAddress(scheme, host, hasPort ? number(scheme, digits) : -1, path);
    }

    private static void refuse(String text, Matcher bad, String why) {
        if (bad.find()) {
            throw ServinException.invalid("parse \"" + text + "\": " + why.formatted(bad.group()));
        }
    }

    private static int number(String scheme, String digits) {
        String significant = digits.replaceFirst("^0+", "");
        if (significant.length() > 5 || !significant.isEmpty() && Integer.parseInt(significant) > HIGHEST_PORT) {
            throw LogOptions.failed("dial " + (scheme.equals("udp") ? "udp" : "tcp") + ": address " + digits + ": invalid port");
        }
        return significant.isEmpty() ? 0 : Integer.parseInt(significant);
    }

    /** The port, if one was given. */
    public Optional<Integer> givenPort() {
        return port < 0 ? Optional.empty() : Optional.of(port);
    }
}
