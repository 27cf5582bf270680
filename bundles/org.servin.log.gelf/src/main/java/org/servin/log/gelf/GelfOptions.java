package org.servin.log.gelf;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.LogOptions;
import org.servin.spi.log.option.TransportAddress;

/**
 * A container's options for this driver.
 *
 * @param address where to, by {@code udp} or {@code tcp}
 * @param compression of datagrams
 * @param level of the compression, -1 to 9
 * @param maxReconnect how often a connection that was lost is made again within one delivery
 * @param reconnectDelay seconds before each of that
 * @param tag the template of the tag
 */
record GelfOptions(TransportAddress address, Compression compression, int level, int maxReconnect, int reconnectDelay, String tag) {
    /** The options' names. */
    static final Set<String> NAMES = Set.of("gelf-address", "gelf-compression-type", "gelf-compression-level", "gelf-tcp-max-reconnect", "gelf-tcp-reconnect-delay",
            "tag", "labels", "labels-regex", "env", "env-regex");
    private static final String ADDRESS = "gelf-address";
    private static final String TYPE = "gelf-compression-type";
    private static final String LEVEL = "gelf-compression-level";
    private static final String RECONNECT = "gelf-tcp-max-reconnect";
    private static final String DELAY = "gelf-tcp-reconnect-delay";
    private static final int NO_NUMBER = Integer.MIN_VALUE;

    /** Reads and checks them, and refuses them in dockerd's words. INVALID_ARGUMENT naming what is wrong. */
    static GelfOptions of(Map<String, String> given) {
        TransportAddress address = address(given.getOrDefault(ADDRESS, ""));
        for (String key : new TreeSet<>(given.keySet())) {
            if (!NAMES.contains(key)) {
                throw ServinException.invalid("unknown log opt \"" + key + "\" for gelf log driver");
            }
        }
        boolean tcp = address.scheme().equals("tcp");
        if (tcp && (given.containsKey(TYPE) || given.containsKey(LEVEL))) {
            throw ServinException.invalid("compression is only supported on UDP");
        }
        Compression compression = Compression.of(given.getOrDefault(TYPE, "gzip")).orElseThrow(() -> unknown(TYPE, given));
        int level = number(given.getOrDefault(LEVEL, "1"));
        if (level < -1 || level > 9) {
            throw unknown(LEVEL, given);
        }
        LogOptions options = LogOptions.of("gelf", NAMES, given);
        options.checkAttributes();
        return new GelfOptions(address, compression, level, forTcp(RECONNECT, 3, tcp, given), forTcp(DELAY, 1, tcp, given), options.text("tag", "{{.ID}}"));
    }

    private static TransportAddress address(String text) {
        if (text.isEmpty()) {
            throw ServinException.invalid(ADDRESS + " is a required parameter");
        }
        String unclear = "gelf: please provide gelf-address as proto://host:port";
        TransportAddress address = TransportAddress.of(ADDRESS, text, unclear);
        if (!address.scheme().equals("udp") && !address.scheme().equals("tcp")) {
            throw ServinException.invalid("gelf: endpoint needs to be TCP or UDP");
        }
        if (address.givenPort().isEmpty()) {
            throw ServinException.invalid(unclear);
        }
        return address;
    }

    private static int forTcp(String key, int fallback, boolean tcp, Map<String, String> given) {
        if (!given.containsKey(key)) {
            return fallback;
        }
        if (!tcp) {
            throw ServinException.invalid("\"" + key + "\" is only valid for TCP");
        }
        int number = number(given.get(key));
        if (number < 0) {
            throw ServinException.invalid("\"" + key + "\" must be a positive integer");
        }
        return number;
    }

    private static ServinException unknown(String key, Map<String, String> given) {
        return ServinException.invalid("unknown value \"" + given.get(key) + "\" for log opt \"" + key + "\" for gelf log driver");
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return NO_NUMBER; // no number is less than all that are allowed
        }
    }
}
