package org.servin.launcher;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks over what the administrator says of registries, with dockerd's words for what is wrong: found out at the start, not at the first pull. */
final class RegistryCheck {
    private static final int MAX_PORT = 65535;

    private RegistryCheck() { }

    /** Everything that is wrong, a line each. */
    static List<String> problems(Settings settings) {
        List<String> problems = new ArrayList<>();
        list(settings.values(), "registry-mirrors").forEach(mirror -> mirror(mirror).ifPresent(problems::add));
        list(settings.values(), "insecure-registries").forEach(registry -> insecure(registry).ifPresent(problems::add));
        atLeast(settings.values(), "max-concurrent-downloads", 0).ifPresent(problems::add);
        atLeast(settings.values(), "max-concurrent-uploads", 0).ifPresent(problems::add);
        atLeast(settings.values(), "max-download-attempts", 1).ifPresent(problems::add);
        return problems;
    }

    private static List<String> list(Map<String, Object> values, String key) {
        return values.get(key) instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
    }

    private static Optional<String> mirror(String mirror) {
        URI uri;
        try {
            uri = new URI(mirror);
        } catch (URISyntaxException e) {
            return Optional.of("invalid mirror: \"" + mirror + "\" is not a valid URI");
        }
        if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
            return Optional.of("invalid mirror: unsupported scheme \"" + (uri.getScheme() == null ? "" : uri.getScheme()) + "\" in \"" + mirror + "\"");
        }
        boolean more = uri.getRawPath() != null && !uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/");
        if (more || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return Optional.of("invalid mirror: path, query, or fragment at end of the URI \"" + mirror + "\"");
        }
        if (uri.getRawUserInfo() != null) {
            return Optional.of("invalid mirror: username/password not allowed in URI \"" + mirror.replace(uri.getRawUserInfo(), "xxxxx") + "\"");
        }
        return uri.getHost() == null ? Optional.of("invalid mirror: \"" + mirror + "\" is not a valid URI") : Optional.empty();
    }

    private static Optional<String> insecure(String registry) {
        String host = registry.replaceFirst("^https?://", "");
        if (host.startsWith("-") || host.endsWith("-")) {
            return Optional.of("invalid index name (" + host + "). Cannot begin or end with a hyphen");
        }
        if (host.contains("/")) {
            return isNetwork(host) ? Optional.empty() : Optional.of("insecure registry " + host + " is not valid: invalid host \"" + host + "\"");
        }
        String port = host.replaceFirst("^(\\[.*\\]|[^:]*):?", "");
        boolean right = port.isEmpty() || port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= MAX_PORT;
        return right ? Optional.empty() : Optional.of("insecure registry " + host + " is not valid: invalid port \"" + port + "\"");
    }

    private static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        String address = text.substring(0, slash);
        int most = address.contains(":") ? 128 : 32;
        boolean form = address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
        return form && text.substring(slash + 1).matches("[0-9]{1,3}") && Integer.parseInt(text.substring(slash + 1)) <= most;
    }

    private static Optional<String> atLeast(Map<String, Object> values, String key, int least) {
        boolean wrong = values.get(key) instanceof Number number && number.longValue() < least;
        return wrong ? Optional.of("invalid " + key.replace('-', ' ') + ": " + values.get(key)) : Optional.empty();
    }
}
