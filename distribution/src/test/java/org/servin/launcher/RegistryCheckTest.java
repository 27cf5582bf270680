package org.servin.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryCheckTest {
    private static List<String> problems(String key, Object value) {
        return RegistryCheck.problems(new Settings(Map.of(key, value)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ftp://x|invalid mirror: unsupported scheme \"ftp\" in \"ftp://x\"", "x|invalid mirror: unsupported scheme \"\" in \"x\"",
            "http://x/path|invalid mirror: path, query, or fragment at end of the URI \"http://x/path\"", "http://x?q=1|invalid mirror: path, query, or fragment at end of the URI \"http://x?q=1\"",
            "http://u:p@x|invalid mirror: username/password not allowed in URI \"http://xxxxx@x\"", "http://a b|invalid mirror: \"http://a b\" is not a valid URI"})
    void refusesMirrorsThatAreNone(String mirror, String problem) {
        assertEquals(List.of(problem), problems("registry-mirrors", List.of(mirror)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"10.0.0.0/40|insecure registry 10.0.0.0/40 is not valid: invalid host \"10.0.0.0/40\"", "a/b|insecure registry a/b is not valid: invalid host \"a/b\"",
            "-x|invalid index name (-x). Cannot begin or end with a hyphen", "x:99999|insecure registry x:99999 is not valid: invalid port \"99999\""})
    void refusesInsecureRegistriesThatAreNone(String registry, String problem) {
        assertEquals(List.of(problem), problems("insecure-registries", List.of(registry)));
    }

    @Test
    void takesWhatIsRight() {
        assertEquals(List.of(), problems("registry-mirrors", List.of("https://mirror.test:5000", "http://mirror.test/")));
        assertEquals(List.of(), problems("insecure-registries", List.of("10.0.0.0/8", "2001:db8::/32", "host", "host:5000", "http://host", "[::1]:5000")));
        assertEquals(List.of(), problems("max-concurrent-downloads", 0));
        assertEquals(List.of("invalid max download attempts: 0"), problems("max-download-attempts", 0));
        assertEquals(List.of("invalid max concurrent uploads: -1"), problems("max-concurrent-uploads", -1));
    }
}
