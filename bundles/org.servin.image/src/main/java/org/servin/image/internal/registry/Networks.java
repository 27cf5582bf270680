package org.servin.image.internal.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.servin.spi.ServinException;

/** Networks in CIDR form, and addresses in text, without asking for names. */
final class Networks {
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    private Networks() { }

    /** Whether a text has a network's form. */
    static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        return slash > 0 && isAddress(text.substring(0, slash));
    }

    /** Whether a text is an address and no name. */
    static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    /** An address; INVALID_ARGUMENT for others. */
    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw ServinException.invalid("not an address: " + text);
        }
    }

    /** Whether an address is in a network; INVALID_ARGUMENT for what is none. */
    static boolean contains(String network, InetAddress address) {
        int slash = network.indexOf('/');
        byte[] base = address(network.substring(0, slash)).getAddress();
        byte[] given = address.getAddress();
        int bits = bits(network, slash, base.length * 8);
        if (base.length != given.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((base[bit / 8] & mask) != (given[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static int bits(String network, int slash, int most) {
        String text = network.substring(slash + 1);
        int bits = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
        if (bits < 0 || bits > most) {
            throw ServinException.invalid("not a network: " + network);
        }
        return bits;
    }
}
