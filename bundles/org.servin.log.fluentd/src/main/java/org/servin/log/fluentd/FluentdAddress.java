package org.servin.log.fluentd;

import java.util.regex.Pattern;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.LogOptions;

/**
 * Where the records go.
 *
 * @param network how it is spoken to
 * @param host name or address, without brackets; empty for a socket of this machine
 * @param port of the host
 * @param path the socket of this machine; empty for a host
 */
record FluentdAddress(Network network, String host, int port, String path) {
    private static final String DEFAULT_HOST = "127.0.0.1";
    private static final int DEFAULT_PORT = 24224;
    private static final int HIGHEST_PORT = 65535;
    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2}).{0,2}");
    private static final Pattern NOT_DIGITS = Pattern.compile("[^0-9]");

    /** How a destination is spoken to. */
    enum Network {
        TCP, TLS, UNIX
    }

    /** Reads the option's value in the forms of dockerd, and with {@code tcp+tls://} or {@code tls://}. INVALID_ARGUMENT in its words. */
    static FluentdAddress parse(String text) {
        int scheme = text.indexOf("://");
        return switch (scheme < 0 ? "" : text.substring(0, scheme)) {
            case "unix" -> unix(text.substring(scheme + 3));
            case "tcp" -> host(Network.TCP, authority(text, scheme + 3), text);
            case "tcp+tls", "tls" -> host(Network.TLS, authority(text, scheme + 3), text);
            case "udp", "unixgram" -> throw LogOptions.failed("unknown network " + text.substring(0, scheme));
            default -> host(Network.TCP, text, text);
        };
    }

    private static FluentdAddress unix(String path) {
        if (path.isEmpty()) {
            throw LogOptions.failed("dial unix: missing address");
        }
        return new FluentdAddress(Network.UNIX, "", 0, path);
    }

    /** What stands between the scheme and the path, as Go's {@code net/url} takes it. */
    private static String authority(String text, int from) {
        var escape = BAD_ESCAPE.matcher(text);
        if (escape.find()) {
            throw invalid(text, "parse \"" + text + "\": invalid URL escape \"" + escape.group() + "\"");
        }
        String authority = text.substring(from).replaceFirst("[/?#].*", "");
        int colon = authority.lastIndexOf(':');
        if (colon > authority.lastIndexOf(']') && NOT_DIGITS.matcher(authority.substring(colon + 1)).find()) {
            throw invalid(text, "parse \"" + text + "\": invalid port \"" + authority.substring(colon) + "\" after host");
        }
        return authority;
    }

    /** As Go's {@code net.SplitHostPort}; a port that is missing is the protocol's. */
    private static FluentdAddress host(Network network, String address, String text) {
        int colon = address.lastIndexOf(':');
        boolean bracketed = address.startsWith("[");
        int end = bracketed ? address.indexOf(']') : colon;
        if (colon < 0 || bracketed && end == address.length() - 1) {
            return at(network, bracketed ? address.substring(1, end) : address, DEFAULT_PORT);
        }
        if (bracketed && end < 0) {
            throw invalid(text, "address " + address + ": missing ']' in address");
        }
        if (bracketed ? end + 1 != colon : address.indexOf(':') != colon) {
            throw invalid(text, "address " + address + ": too many colons in address");
        }
        return at(network, bracketed ? address.substring(1, end) : address.substring(0, colon), port(address.substring(colon + 1), text));
    }

    private static FluentdAddress at(Network network, String host, int port) {
        return new FluentdAddress(network, host.isEmpty() ? DEFAULT_HOST : host, port, "");
    }

    private static int port(String text, String address) {
        if (text.isEmpty() || NOT_DIGITS.matcher(text).find()) {
            throw invalid(address, "strconv.Atoi: parsing \"" + text + "\": invalid syntax");
        }
        if (text.length() > 9 || Integer.parseInt(text) > HIGHEST_PORT) {
            throw LogOptions.failed("dial tcp: address " + text + ": invalid port");
        }
        return Integer.parseInt(text) == 0 ? DEFAULT_PORT : Integer.parseInt(text);
    }

    private static ServinException invalid(String address, String why) {
        return ServinException.invalid("invalid fluentd-address " + address + ": " + why);
    }

    /** As dockerd names it in messages: {@code tcp 127.0.0.1:24224}. */
    @Override
    public String toString() {
        return switch (network) {
            case UNIX -> "unix " + path;
            case TCP -> "tcp " + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
            case TLS -> "tcp+tls " + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        };
    }
}
