package org.servin.image.internal.registry;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.servin.image.internal.reference.Registries;

/**
 * The administrator's word about registries.
 *
 * @param insecure hosts with or without port, and networks in CIDR form, that may be spoken to without TLS or a known certificate
 * @param mirrors base URLs that are asked before the default registry
 * @param downloads how many layers are downloaded at once
 * @param uploads how many layers are uploaded at once
 * @param attempts how often a download is tried
 */
public record RegistrySettings(List<String> insecure, List<String> mirrors, int downloads, int uploads, int attempts) {
    private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");

    /** Copies the lists. */
    public RegistrySettings {
        insecure = List.copyOf(insecure);
        mirrors = List.copyOf(mirrors);
    }

    /** Where a registry's API may be found, in the order to try. */
    List<Endpoint> endpoints(String domain, boolean push) {
        List<Endpoint> found = new ArrayList<>();
        if (domain.equals(Registries.DEFAULT_DOMAIN) && !push) {
            for (String mirror : mirrors) {
                URI uri = URI.create(mirror.endsWith("/") ? mirror.substring(0, mirror.length() - 1) : mirror);
                found.add(new Endpoint(uri, isInsecure(uri.getAuthority()), true));
            }
        }
        String host = Registries.host(domain);
        boolean lax = isInsecure(host);
        found.add(new Endpoint(URI.create("https://" + host), lax, false));
        if (lax) {
            found.add(new Endpoint(URI.create("http://" + host), true, false));
        }
        return found;
    }

    /** Whether a host may be spoken to without TLS: as named by the settings, or this machine itself. */
    boolean isInsecure(String host) {
        if (insecure.contains(host)) {
            return true;
        }
        String name = URI.create("https://" + host).getHost();
        if (name == null || host.equals(Registries.DEFAULT_HOST)) {
            return false;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(name)) {
                if (LOOPBACK.stream().anyMatch(net -> contains(net, address)) || insecure.stream().anyMatch(net -> contains(net, address))) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException e) {
            // Unknown here means that connecting will say so, by its own words.
            return false;
        }
    }

    private static boolean contains(String network, InetAddress address) {
        int slash = network.indexOf('/');
        if (slash < 0 || !network.substring(0, slash).matches("[0-9a-fA-F:.]+")) {
            return false;
        }
        try {
            byte[] base = InetAddress.getByName(network.substring(0, slash)).getAddress();
            byte[] given = address.getAddress();
            int bits = Integer.parseInt(network.substring(slash + 1));
            if (base.length != given.length || bits < 0 || bits > base.length * 8) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((base[bit / 8] & mask) != (given[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException | NumberFormatException e) {
            throw org.servin.spi.ServinException.invalid("insecure-registries: not a network: " + network);
        }
    }

    /**
     * A place where a registry's API may be.
     *
     * @param base scheme and authority, perhaps a path
     * @param lax whether any certificate will do
     * @param mirror whether it stands in for the default registry
     */
    record Endpoint(URI base, boolean lax, boolean mirror) { }
}
