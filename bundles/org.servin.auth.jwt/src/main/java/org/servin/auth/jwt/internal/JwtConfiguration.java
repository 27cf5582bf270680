package org.servin.auth.jwt.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.servin.spi.ServinException;

/**
 * The settings, checked without a look at any file. Issuer and audience must be said (RFC 8725, sections 3.8 and 3.9): keys alone would also admit whoever has a token of the same
 * issuer for something else. That an issuer issues tokens for this engine only has to be said as well, by the audience {@code *}.
 *
 * @param rules for tokens
 * @param keys where they are
 */
record JwtConfiguration(TokenRules rules, KeyPlace keys) {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");
    private static final String ANY = "*";
    private static final int SMALLEST_LIMIT = 256;

    /** Empty if the driver is not asked, and has no setting; INVALID_ARGUMENT that names the setting. */
    static Optional<JwtConfiguration> of(JwtSettings settings) {
        if (isUnset(settings) && !List.of(settings.authentication()).contains("jwt")) {
            return Optional.empty();
        }
        List<KeyPlace> places = places(settings);
        if (settings.jwt$_$issuer().isBlank()) {
            throw invalid("jwt-issuer is not set");
        }
        if (places.size() != 1) {
            throw invalid("exactly one of jwt-jwks-url, jwt-jwks-file, jwt-public-key-file and jwt-secret-file is to be set, not " + places.size());
        }
        TokenRules rules = new TokenRules(settings.jwt$_$issuer(), audiences(settings), algorithms(settings, places.get(0)), atLeast(0, settings.jwt$_$clock$_$skew(), "jwt-clock-skew"),
                (int) atLeast(SMALLEST_LIMIT, settings.jwt$_$max$_$token$_$size(), "jwt-max-token-size").toSeconds(),
                atLeast(1, settings.jwt$_$max$_$lifetime(), "jwt-max-lifetime"), name(settings.jwt$_$name$_$claim(), "jwt-name-claim"),
                name(settings.jwt$_$groups$_$claim(), "jwt-groups-claim"));
        return Optional.of(new JwtConfiguration(rules, places.get(0)));
    }

    private static boolean isUnset(JwtSettings settings) {
        return settings.jwt$_$issuer().isEmpty() && settings.jwt$_$audience().length == 0 && settings.jwt$_$jwks$_$url().isEmpty() && settings.jwt$_$jwks$_$file().isEmpty()
                && settings.jwt$_$public$_$key$_$file().isEmpty() && settings.jwt$_$secret$_$file().isEmpty();
    }

    private static List<KeyPlace> places(JwtSettings settings) {
        List<KeyPlace> places = new ArrayList<>();
        if (!settings.jwt$_$jwks$_$url().isEmpty()) {
            places.add(new KeyPlace.Published(url(settings.jwt$_$jwks$_$url(), settings.jwt$_$allow$_$http()), file(settings.jwt$_$jwks$_$ca$_$file(), "jwt-jwks-ca-file"),
                    atLeast(1, settings.jwt$_$keys$_$refresh(), "jwt-keys-refresh"), atLeast(1, settings.jwt$_$keys$_$lifetime(), "jwt-keys-lifetime")));
        }
        file(settings.jwt$_$jwks$_$file(), "jwt-jwks-file").map(KeyPlace.KeySetFile::new).ifPresent(places::add);
        file(settings.jwt$_$public$_$key$_$file(), "jwt-public-key-file").map(KeyPlace.PublicKeyFile::new).ifPresent(places::add);
        file(settings.jwt$_$secret$_$file(), "jwt-secret-file").map(KeyPlace.SecretFile::new).ifPresent(places::add);
        return places;
    }

    private static Optional<Path> file(String path, String setting) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Path file = Path.of(path);
        if (!file.isAbsolute()) {
            throw invalid(setting + " is to be an absolute path: " + path);
        }
        return Optional.of(file);
    }

    private static URI url(String text, boolean open) {
        URI url;
        try {
            url = new URI(text).parseServerAuthority();
        } catch (URISyntaxException e) {
            throw invalid("jwt-jwks-url is not a URL: " + e.getMessage());
        }
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw invalid("jwt-jwks-url is to have a host, and neither a user nor a fragment: " + text);
        }
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        if (!secure && !"http".equalsIgnoreCase(url.getScheme())) {
            throw invalid("jwt-jwks-url is to be of https: " + text);
        }
        if (!secure && !open && !LOOPBACK.matcher(url.getHost()).matches()) {
            throw invalid("jwt-jwks-url is of http: whoever is between could issue tokens. Take https, or set jwt-allow-http if that is meant: " + text);
        }
        return url;
    }

    private static Set<String> audiences(JwtSettings settings) {
        List<String> audiences = List.of(settings.jwt$_$audience());
        if (audiences.isEmpty() || audiences.stream().anyMatch(String::isBlank)) {
            throw invalid("jwt-audience is not set: tokens for others would be good here. \"*\" says that the issuer issues tokens for this engine only");
        }
        if (audiences.equals(List.of(ANY))) {
            return Set.of();
        }
        if (audiences.contains(ANY)) {
            throw invalid("jwt-audience \"*\" is to stand alone");
        }
        return new LinkedHashSet<>(audiences);
    }

    private static Set<String> algorithms(JwtSettings settings, KeyPlace place) {
        Set<String> wanted = new TreeSet<>(List.of(settings.jwt$_$algorithms()));
        if (wanted.isEmpty()) {
            return place.algorithms();
        }
        wanted.stream().filter(a -> !place.algorithms().contains(a)).findFirst().ifPresent(a -> {
            throw invalid("jwt-algorithms has " + a + ", and keys of this kind are of " + String.join(", ", new TreeSet<>(place.algorithms())));
        });
        return wanted;
    }

    private static Duration atLeast(long least, long value, String setting) {
        if (value < least || value > Integer.MAX_VALUE) {
            throw invalid(setting + " is to be " + least + " or more: " + value);
        }
        return Duration.ofSeconds(value);
    }

    private static String name(String claim, String setting) {
        if (claim.isBlank()) {
            throw invalid(setting + " is empty");
        }
        return claim;
    }

    private static ServinException invalid(String message) {
        return ServinException.invalid(message);
    }
}
