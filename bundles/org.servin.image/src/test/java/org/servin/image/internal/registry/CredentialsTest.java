package org.servin.image.internal.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.servin.image.RegistryLogin;

class CredentialsTest {
    private static final RegistryHttp HTTP = new RegistryHttp(Duration.ofSeconds(2), Proxies.NONE);

    private static String answer(RegistryLogin login, String realm, Trust trust) throws IOException {
        return new Credentials(HTTP, login, false).answer(List.of(new Challenge("bearer", Map.of("realm", realm))), "", URI.create("https://registry.test/v2/"), trust);
    }

    @Test
    void sendsNoSecretWithoutTlsForARegistryWithTls() {
        String realm = "http://127.0.0.1:1/token";
        for (RegistryLogin login : List.of(new RegistryLogin("ann", "secret", "", "", ""), new RegistryLogin("ann", "", "lasting", "", ""))) {
            String refusal = assertThrows(IOException.class, () -> answer(login, realm, Trust.machine())).getMessage();
            assertEquals("credentials are not sent to \"" + realm + "\", which the registry at registry.test names for tokens: it is without TLS", refusal);
            String tried = assertThrows(IOException.class, () -> answer(login, realm, new Trust(true, List.of(), Map.of(), 0))).getMessage();
            assertTrue(tried.contains("connection refused"), tried);
        }
        assertTrue(assertThrows(IOException.class, () -> answer(RegistryLogin.none(), realm, Trust.machine())).getMessage().contains("connection refused"));
    }

    @Test
    void usesATokenThatWasGiven() throws IOException {
        assertEquals("Bearer given", answer(new RegistryLogin("", "", "", "given", ""), "http://127.0.0.1:1/", Trust.machine()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "401|''|unauthorized: authentication required",
            "401|{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}|unauthorized",
            "404|{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\",\"detail\":{}}]}|manifest unknown: manifest unknown",
            "404|{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}|manifest unknown",
            "400|{\"errors\":[{\"code\":\"OWN_IDEA\",\"message\":\"the words\"}]}|unknown: the words",
            "403|{\"details\":\"incorrect\"}|denied: incorrect",
            "404|{}|error parsing HTTP 404 response body: no error details found in HTTP response body: \"{}\"",
            "404|<a \"b\">|error parsing HTTP 404 response body: invalid character '<' looking for beginning of value: \"<a \\\"b\\\">\"",
            "500|{\"errors\":[{\"code\":\"DENIED\"}]}|received unexpected HTTP status: 500 Internal Server Error",
            "418|''|error parsing HTTP 418 response body: unexpected end of JSON input: \"\""})
    void wordsRefusalsAsDockersClient(int status, String body, String text) {
        assertEquals(text, RegistryException.of(status, body.getBytes(java.nio.charset.StandardCharsets.UTF_8), Optional.empty()).getMessage());
    }

    @Test
    void saysFirstWhatTheChallengeSays() {
        Challenge challenge = new Challenge("bearer", Map.of("error", "insufficient_scope"));
        RegistryException e = RegistryException.of(401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\",\"detail\":[]}]}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Optional.of(challenge));
        assertEquals("errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n", e.getMessage());
        assertEquals("denied: requested access to the resource is denied", e.first());
        assertEquals("DENIED", e.code());
    }
}
