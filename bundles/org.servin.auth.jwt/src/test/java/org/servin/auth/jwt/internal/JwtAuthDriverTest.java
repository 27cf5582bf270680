package org.servin.auth.jwt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;

class JwtAuthDriverTest {
    @TempDir
    private Path folder;
    private JwtAuthDriver driver;

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(folder.resolve("keys"), Issuer.jwks(Issuer.jwk("e", Issuer.P256)));
        driver = driver(Map.of());
    }

    private JwtAuthDriver driver(Map<String, Object> others) {
        Map<String, Object> settings = new HashMap<>(Map.of("jwt-issuer", Gate.ISSUER, "jwt-audience", new String[] {Gate.AUDIENCE}, "jwt-jwks-file", folder.resolve("keys").toString()));
        settings.putAll(others);
        return new JwtAuthDriver(TestSettings.of(settings));
    }

    private Optional<Principal> judge(String... authorization) {
        return driver.authenticate(new Caller("tls", "192.0.2.1:40000", List.of(), authorization.length == 0 ? Map.of() : Map.of("authorization", List.of(authorization))));
    }

    private void refused(ErrorKind kind, String reason, String... authorization) {
        ServinException refusal = assertThrows(ServinException.class, () -> judge(authorization));
        assertEquals(kind, refusal.kind());
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    private static String token() {
        long now = Instant.now().getEpochSecond();
        return Issuer.token("{\"alg\":\"ES256\",\"kid\":\"e\"}", Gate.claims("\"iat\":" + now, "\"exp\":" + (now + 60), "\"groups\":[\"ops\"]"), Issuer.signer("ES256", Issuer.P256));
    }

    @Test
    void aBearersTokenIsTheBearersName() {
        Optional<Principal> jane = Optional.of(new Principal("jane", Set.of("ops"), "jwt"));
        String token = token();
        assertEquals(jane, judge("Bearer " + token));
        assertEquals(jane, judge("bearer   " + token + " "));
        assertEquals(jane, judge("BEARER\t" + token));
    }

    @Test
    void otherCredentialsAreNotJudged() {
        assertEquals(Optional.empty(), judge());
        assertEquals(Optional.empty(), judge("Basic amFuZTpzZWNyZXQ="));
        assertEquals(Optional.empty(), judge("BearerX y"));
        assertEquals(Optional.empty(), judge(""));
    }

    @Test
    void credentialsThatCouldBeUnderstoodInTwoWaysAreRefused() {
        refused(ErrorKind.UNAUTHENTICATED, "more than one Authorization header", "Bearer " + token(), "Bearer " + token());
        refused(ErrorKind.UNAUTHENTICATED, "more than one Authorization header", "Basic amFuZTpzZWNyZXQ=", "Bearer " + token());
        refused(ErrorKind.UNAUTHENTICATED, "characters that are in no token", "Bearer " + token() + ", Bearer " + token());
        refused(ErrorKind.UNAUTHENTICATED, "characters that are in no token", "Bearer " + token() + " x");
        refused(ErrorKind.UNAUTHENTICATED, "there is none", "Bearer");
        refused(ErrorKind.UNAUTHENTICATED, "there is none", "Bearer ");
    }

    @Test
    void theChallengeAsksForAToken() {
        assertEquals(Optional.of("Bearer realm=\"servin\""), driver.challenge());
    }

    @Test
    void theProbeSaysWhatIsMissing() {
        assertEquals(Probe.usable(), driver.probe());
        assertEquals(Probe.usable(), new JwtAuthDriver(TestSettings.of(Map.of())).probe());
        assertEquals(Probe.broken("jwt-issuer is not set"), new JwtAuthDriver(TestSettings.of(Map.of("authentication", new String[] {"jwt"}))).probe());
        Probe broken = driver(Map.of("jwt-issuer", "")).probe();
        assertEquals(Probe.broken("jwt-issuer is not set"), broken);
    }

    @Test
    void withoutSettingsNobodyIsAdmitted() {
        driver = new JwtAuthDriver(TestSettings.of(Map.of()));
        refused(ErrorKind.UNAVAILABLE, "no issuer is set", "Bearer " + token());
        driver = driver(Map.of("jwt-audience", new String[0]));
        refused(ErrorKind.UNAVAILABLE, "jwt-audience is not set", "Bearer " + token());
    }

    @Test
    void oneThatIsStoppedAdmitsNobody() {
        String token = token();
        assertTrue(judge("Bearer " + token).isPresent());
        driver.close();
        refused(ErrorKind.UNAVAILABLE, "is being stopped", "Bearer " + token);
    }
}
