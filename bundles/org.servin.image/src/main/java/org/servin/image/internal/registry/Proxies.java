package org.servin.image.internal.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * Which proxy leads to a registry, decided as Go's client does for dockerd: by the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in capitals or not, and before them by
 * {@code proxies} of daemon.json. This machine itself is never spoken to by a proxy.
 *
 * @param http for plain addresses; empty for none
 * @param https for TLS; empty for none
 * @param none hosts that are spoken to directly: names (and all below them), {@code .names} (only what is below them), addresses, networks, each perhaps with a port; or {@code *}
 */
public record Proxies(String http, String https, List<String> none) {
    /** No proxy. */
    public static final Proxies NONE = new Proxies("", "", List.of());

    /** Copies the list. */
    public Proxies {
        none = List.copyOf(none);
    }

    /**
     * Reads settings.
     *
     * @param settings {@code http-proxy=URL}, {@code https-proxy=URL}, {@code no-proxy=a,b}
     * @param environment gives a variable's value, or null
     */
    public static Proxies of(List<String> settings, UnaryOperator<String> environment) {
        Map<String, String> given = new HashMap<>();
        settings.forEach(s -> given.put(s.substring(0, Math.max(0, s.indexOf('='))), s.substring(s.indexOf('=') + 1)));
        String none = choose(given, "no-proxy", environment);
        return new Proxies(choose(given, "http-proxy", environment), choose(given, "https-proxy", environment),
                Stream.of(none.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList());
    }

    private static String choose(Map<String, String> given, String key, UnaryOperator<String> environment) {
        String variable = key.replace('-', '_');
        return Stream.of(given.get(key), environment.apply(variable.toUpperCase(Locale.ROOT)), environment.apply(variable))
                .filter(v -> v != null && !v.isEmpty()).findFirst().orElse("");
    }

    /**
     * A proxy to go by.
     *
     * @param kind how it is spoken to
     * @param login {@code user:password}; empty for none
     */
    record Hop(Kind kind, String host, int port, String login) {
        /** The kinds that Go's client knows. */
        enum Kind {
            HTTP(80), HTTPS(443), SOCKS5(1080);

            private final int port;

            Kind(int port) {
                this.port = port;
            }

            static Kind of(URI uri) {
                return Stream.of(values()).filter(kind -> kind.name().equalsIgnoreCase(uri.getScheme())).findFirst()
                        .orElseThrow(() -> ServinException.invalid("proxies of the kind " + uri.getScheme() + " cannot be used, only http, https and socks5: " + uri.getHost()));
            }
        }
    }

    /** The proxy for an address. INVALID_ARGUMENT if it is none that can be used here. */
    Optional<Hop> hop(URI uri) {
        String proxy = uri.getScheme().equals("https") ? https : http;
        return proxy.isEmpty() || isDirect(uri) ? Optional.empty() : Optional.of(parse(proxy));
    }

    private static Hop parse(String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            Hop.Kind kind = Hop.Kind.of(uri);
            if (uri.getHost() != null) {
                return new Hop(kind, uri.getHost(), uri.getPort() < 0 ? kind.port : uri.getPort(), uri.getUserInfo() == null ? "" : uri.getUserInfo());
            }
        } catch (URISyntaxException e) {
            throw new ServinException(ErrorKind.INVALID_ARGUMENT, "invalid address of a proxy: " + e.getReason(), e);
        }
        throw ServinException.invalid("the address of a proxy names no host");
    }

    private boolean isDirect(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        List<String> direct = new ArrayList<>(none);
        direct.addAll(List.of("127.0.0.0/8", "::1/128"));
        return host.equals("localhost") || direct.stream().anyMatch(entry -> matches(entry.toLowerCase(Locale.ROOT), bare, port));
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        if (Networks.isNetwork(entry)) {
            return Networks.isAddress(host) && Networks.contains(entry, Networks.address(host));
        }
        int colon = entry.lastIndexOf(':');
        boolean ported = colon >= 0 && entry.indexOf(':') == colon;
        if (ported && !entry.substring(colon + 1).equals(String.valueOf(port))) {
            return false;
        }
        String name = ported ? entry.substring(0, colon) : entry;
        if (Networks.isAddress(name)) {
            return Networks.isAddress(host) && Networks.address(name).equals(Networks.address(host));
        }
        String below = name.startsWith("*.") ? name.substring(1) : name;
        return below.startsWith(".") ? host.endsWith(below) : host.equals(below) || host.endsWith("." + below);
    }
}
