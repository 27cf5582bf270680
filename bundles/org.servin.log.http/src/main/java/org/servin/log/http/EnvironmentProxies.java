package org.servin.log.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The HTTP proxies that the variables {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY} name, in capitals or not, by the rules of Go's
 * {@code http.ProxyFromEnvironment}. Thread-safe.
 */
public final class EnvironmentProxies extends ProxySelector {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private final Map<String, String> environment;

    /** Those of an environment. */
    public EnvironmentProxies(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI uri) {
        String proxy = variable(uri.getScheme() + "_proxy");
        if (proxy.isEmpty() || isDirect(uri)) {
            return List.of(Proxy.NO_PROXY);
        }
        URI by = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
        return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(by.getHost(), by.getPort() < 0 ? HTTP_PORT : by.getPort())));
    }

    private String variable(String name) {
        String upper = environment.getOrDefault(name.toUpperCase(Locale.ROOT), "");
        return upper.isEmpty() ? environment.getOrDefault(name, "") : upper;
    }

    private boolean isDirect(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
            return true;
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? HTTPS_PORT : HTTP_PORT;
        for (String entry : variable("no_proxy").toLowerCase(Locale.ROOT).split(",")) {
            String rule = entry.strip();
            if (rule.equals("*") || !rule.isEmpty() && covers(rule, host, port)) {
                return true;
            }
        }
        return false;
    }

    /** {@code example.com} covers its subdomains, too, {@code .example.com} only those; a port in the rule has to be that one. */
    private static boolean covers(String rule, String host, int port) {
        int colon = rule.lastIndexOf(':');
        boolean hasPort = colon > 0 && rule.indexOf(':') == colon;
        String name = hasPort ? rule.substring(0, colon) : rule;
        if (hasPort && !rule.substring(colon + 1).equals(Integer.toString(port))) {
            return false;
        }
        String suffix = name.startsWith("*.") ? name.substring(1) : name;
        return host.equals(suffix) || host.endsWith(suffix.startsWith(".") ? suffix : "." + suffix);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // the request itself fails with this, and there is no other proxy to choose
    }
}
