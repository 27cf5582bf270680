package org.servin.auth.jwt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class JwtConfigurationTest {
    private static Map<String, Object> settings(Object... namesAndValues) {
        Map<String, Object> all = new HashMap<>(Map.of("jwt-issuer", "https://issuer.example", "jwt-audience", new String[] {"servin"}));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
        }
        return all;
    }

    private static JwtConfiguration read(Object... namesAndValues) {
        return JwtConfiguration.of(TestSettings.of(settings(namesAndValues))).orElseThrow();
    }

    private static void refused(String reason, Map<String, Object> settings) {
        ServinException refusal = assertThrows(ServinException.class, () -> JwtConfiguration.of(TestSettings.of(settings)));
        assertEquals(ErrorKind.INVALID_ARGUMENT, refusal.kind());
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    private static void refused(String reason, Object... namesAndValues) {
        refused(reason, settings(namesAndValues));
    }

    @Test
    void nothingIsSet() {
        assertEquals(Optional.empty(), JwtConfiguration.of(TestSettings.of(Map.of())));
        assertEquals(Optional.empty(), JwtConfiguration.of(TestSettings.of(Map.of("authentication", new String[] {"peer", "tls"}))));
        refused("jwt-issuer is not set", Map.of("authentication", new String[] {"peer", "jwt"}));
    }

    @Test
    void defaults() {
        JwtConfiguration read = read("jwt-jwks-url", "https://issuer.example/keys");
        assertEquals(new TokenRules("https://issuer.example", Set.of("servin"), KeyPlace.PUBLIC, Duration.ofSeconds(30), 16_384, Duration.ofDays(1), "sub", "groups"), read.rules());
        assertEquals(new KeyPlace.Published(URI.create("https://issuer.example/keys"), Optional.empty(), Duration.ofMinutes(5), Duration.ofDays(1)), read.keys());
        assertEquals(KeyPlace.SHARED, read("jwt-secret-file", "/s").rules().algorithms());
    }

    @Test
    void everySettingCounts() {
        JwtConfiguration read = read("jwt-jwks-url", "http://issuer.example/keys", "jwt-allow-http", true, "jwt-jwks-ca-file", "/ca.pem", "jwt-audience", new String[] {"a", "b"},
                "jwt-algorithms", new String[] {"ES256", "EdDSA"}, "jwt-clock-skew", 0L, "jwt-max-token-size", 4096, "jwt-max-lifetime", 60L, "jwt-keys-refresh", 7L, "jwt-keys-lifetime", 8L,
                "jwt-name-claim", "email", "jwt-groups-claim", "realm_access.roles");
        assertEquals(new TokenRules("https://issuer.example", Set.of("a", "b"), Set.of("ES256", "EdDSA"), Duration.ZERO, 4096, Duration.ofMinutes(1), "email", "realm_access.roles"),
                read.rules());
        assertEquals(new KeyPlace.Published(URI.create("http://issuer.example/keys"), Optional.of(Path.of("/ca.pem")), Duration.ofSeconds(7), Duration.ofSeconds(8)), read.keys());
        assertEquals(new KeyPlace.KeySetFile(Path.of("/k")), read("jwt-jwks-file", "/k").keys());
        assertEquals(new KeyPlace.PublicKeyFile(Path.of("/k")), read("jwt-public-key-file", "/k").keys());
        assertEquals(new KeyPlace.SecretFile(Path.of("/k")), read("jwt-secret-file", "/k").keys());
    }

    @Test
    void issuerAndAudienceMustBeSaid() {
        refused("jwt-issuer is not set", Map.of("jwt-jwks-file", "/k", "jwt-audience", new String[] {"servin"}));
        refused("jwt-audience is not set", Map.of("jwt-jwks-file", "/k", "jwt-issuer", "x"));
        refused("jwt-audience is not set", "jwt-jwks-file", "/k", "jwt-audience", new String[] {""});
        refused("is to stand alone", "jwt-jwks-file", "/k", "jwt-audience", new String[] {"*", "servin"});
        assertEquals(Set.of(), read("jwt-jwks-file", "/k", "jwt-audience", new String[] {"*"}).rules().audiences());
    }

    @Test
    void keysMustBeInOnePlace() {
        refused("not 0");
        refused("not 2", "jwt-jwks-file", "/k", "jwt-secret-file", "/s");
        refused("jwt-secret-file is to be an absolute path", "jwt-secret-file", "s");
    }

    @Test
    void noAlgorithmOfBothKindsOfKeys() {
        refused("jwt-algorithms has HS256", "jwt-jwks-url", "https://x/", "jwt-algorithms", new String[] {"RS256", "HS256"});
        refused("jwt-algorithms has RS256", "jwt-secret-file", "/s", "jwt-algorithms", new String[] {"RS256"});
        refused("jwt-algorithms has none", "jwt-jwks-file", "/k", "jwt-algorithms", new String[] {"none"});
    }

    @Test
    void theUrlMustBeSafe() {
        refused("is of http", "jwt-jwks-url", "http://issuer.example/keys");
        refused("is of http", "jwt-jwks-url", "http://localhost.example/keys");
        refused("is of http", "jwt-jwks-url", "http://127.0.0.1.example/keys");
        refused("is to be of https", "jwt-jwks-url", "ftp://issuer.example/keys");
        refused("is to have a host", "jwt-jwks-url", "file:///etc/passwd");
        refused("is to have a host", "jwt-jwks-url", "https://user:word@issuer.example/keys");
        refused("is not a URL", "jwt-jwks-url", "https://a b/");
        for (String loopback : new String[] {"http://localhost:1/k", "http://127.0.0.1/k", "http://[::1]:2/k"}) {
            assertEquals(URI.create(loopback), ((KeyPlace.Published) read("jwt-jwks-url", loopback).keys()).url());
        }
    }

    @Test
    void limitsMustBeOnes() {
        refused("jwt-clock-skew is to be 0 or more: -1", "jwt-jwks-file", "/k", "jwt-clock-skew", -1L);
        refused("jwt-max-token-size", "jwt-jwks-file", "/k", "jwt-max-token-size", 10);
        refused("jwt-max-lifetime", "jwt-jwks-file", "/k", "jwt-max-lifetime", 0L);
        refused("jwt-keys-refresh", "jwt-jwks-url", "https://x/", "jwt-keys-refresh", 0L);
        refused("jwt-keys-lifetime", "jwt-jwks-url", "https://x/", "jwt-keys-lifetime", Long.MAX_VALUE);
        refused("jwt-name-claim is empty", "jwt-jwks-file", "/k", "jwt-name-claim", " ");
    }
}
