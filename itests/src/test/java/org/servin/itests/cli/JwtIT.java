package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Certificates;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.DriverBundle;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Knocker;
import org.servin.itests.harness.OidcIssuer;

/** Callers who bear a token of an issuer that is not ours: over TLS, where they have no certificate, and on a plain port of the machine itself. */
public class JwtIT {
    private static final int ISSUER = 9411;
    private static final String SECURE = "https://127.0.0.1:2376";
    private static final String OPEN = "http://127.0.0.1:2375";
    private static final Path FOLDER = folder();
    private static final Certificates CERTIFICATES = certificates();
    private static final String TOKENS = "\"authentication\": [\"peer\", \"jwt\"], \"jwt-issuer\": \"%1$s\", \"jwt-audience\": [\"servin\"], \"jwt-jwks-url\": \"%1$s/jwks\"";
    @ClassRule
    public static final Engine TLS = Engine.configured((TOKENS + ", \"jwt-jwks-ca-file\": \"%2$s/ca.crt\", \"tls\": true, \"tlscert\": \"%2$s/server.crt\", \"tlskey\": \"%2$s/server.key\"")
            .formatted(OidcIssuer.url(true, ISSUER), FOLDER), "--host", "tcp://127.0.0.1:2376");
    @ClassRule
    public static final Engine PLAIN = Engine.configured(TOKENS.formatted(OidcIssuer.url(false, ISSUER)), "--host", "tcp://127.0.0.1:2375");
    private static OidcIssuer secureIssuer;
    private static OidcIssuer issuer;

    private static Path folder() {
        try {
            return Files.createTempDirectory("servin-jwt");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Certificates certificates() {
        try {
            return Certificates.make(FOLDER, "127.0.0.1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeClass
    public static void issue() {
        secureIssuer = new OidcIssuer(TLS, FOLDER, ISSUER, Optional.of(CERTIFICATES));
        secureIssuer.start("ES256", "secure");
        TLS.warmUp(() -> assertEquals("200", status(secure("Authorization: Bearer " + secureIssuer.token()))));
        issuer = new OidcIssuer(PLAIN, FOLDER, ISSUER, Optional.empty());
        issuer.start("RS256", "first");
        PLAIN.warmUp(() -> {
            assertEquals("200", status(open("Authorization: Bearer " + issuer.token())));
            PLAIN.collect(); // at which it listens from then on
        });
    }

    @AfterClass
    public static void end() {
        PLAIN.collect(); // each change of settings has made another client
        secureIssuer.close();
        issuer.close();
        Command.run("rm", "-rf", FOLDER.toString()).exits(0);
    }

    private static Command secure(String... headers) {
        return ask(TLS, SECURE, headers);
    }

    private static Command open(String... headers) {
        return ask(PLAIN, OPEN, headers);
    }

    /** The answer with its headers. */
    private static Command ask(Engine engine, String url, String... headers) {
        List<String> words = new ArrayList<>(List.of("curl", "-sS", "-i", "--cacert", CERTIFICATES.file("ca.crt").toString()));
        for (String header : headers) {
            words.addAll(List.of("-H", header));
        }
        words.add(url + "/v1.41/containers/json");
        return engine.inNamespace(words.toArray(String[]::new));
    }

    private static String status(Command answer) {
        return answer.exits(0).out().split(" ")[1];
    }

    private static void isRefused(Command answer, String why) {
        assertEquals(answer.out(), "401", status(answer));
        assertTrue(answer.out(), answer.out().contains("WWW-Authenticate: Bearer realm=\"servin\"\r\n"));
        assertTrue(answer.out(), answer.out().contains("{\"message\":\"") && answer.out().contains(why));
    }

    @Test
    public void aTokenOpensTheDoor() throws IOException {
        assertEquals("200", status(secure("Authorization: Bearer " + secureIssuer.token())));
        assertEquals("200", status(open("Authorization: Bearer " + issuer.token())));
        Path client = Files.createDirectories(FOLDER.resolve("client"));
        Files.writeString(client.resolve("config.json"), "{\"HttpHeaders\": {\"Authorization\": \"Bearer " + secureIssuer.token() + "\"}}");
        assertEquals("through", TLS.inNamespace("docker", "--config", client.toString(), "-H", "tcp://127.0.0.1:2376", "--tlsverify", "--tlscacert", CERTIFICATES.file("ca.crt").toString(),
                "run", "--rm", "busybox", "echo", "through").text());
    }

    @Test
    public void withoutATokenThatIsGoodItStaysShut() {
        isRefused(secure(), "authentication is required");
        isRefused(open(), "authentication is required");
        String token = issuer.token();
        isRefused(open("Authorization: Bearer " + token.substring(0, token.length() - 4) + "AAAA"), "its signature");
        isRefused(open("Authorization: Bearer " + token, "Authorization: Bearer " + token), "more than one Authorization header");
        isRefused(open("Authorization: Bearer eyJhbGciOiJub25lIn0.e30."), "it is not signed");
        isRefused(open("Authorization: Basic Y2k6Y2ktc2VjcmV0"), "authentication is required");
        isRefused(secure("Authorization: Bearer " + token), "its issuer");
        assertFalse(PLAIN.logText().contains(token.substring(token.length() - 40)));
    }

    @Test
    public void theKeysMayChangeAtAnyTime() {
        String old = issuer.token();
        assertEquals("200", status(open("Authorization: Bearer " + old)));
        issuer.start("EdDSA", "second");
        String changed = issuer.token();
        Await.until("the new key is known", () -> status(open("Authorization: Bearer " + changed)).equals("200"));
        isRefused(open("Authorization: Bearer " + old), "is not one of the issuer's");
    }

    @Test
    public void whileTheIssuerIsDownTokensAreGood() {
        String token = secureIssuer.token();
        String another = secureIssuer.token();
        assertEquals("200", status(secure("Authorization: Bearer " + token)));
        secureIssuer.close();
        try {
            assertEquals("200", status(secure("Authorization: Bearer " + token)));
            assertEquals("200", status(secure("Authorization: Bearer " + another)));
        } finally {
            secureIssuer.start("ES256", "secure");
        }
    }

    /** The engine's parts are made anew with them, its listeners, too. */
    @Test
    public void otherSettingsCountWithoutARestart() {
        String token = issuer.token();
        assertEquals("200", status(open("Authorization: Bearer " + token)));
        setAudience("other", "401", token);
        isRefused(open("Authorization: Bearer " + token), "it is for others");
        setAudience("servin", "200", token);
    }

    /** The engine hands settings on after it has read them. */
    private static void setAudience(String audience, String status, String token) {
        PLAIN.reload(TOKENS.formatted(OidcIssuer.url(false, ISSUER)).replace("[\"servin\"]", "[\"" + audience + "\"]"));
        Await.until("the token is answered " + status, () -> {
            Command answer = open("Authorization: Bearer " + token);
            return answer.exit() == 0 && status(answer).equals(status);
        });
    }

    @Test
    public void whileTheDriverIsReplacedNobodyGetsInWithoutIt() {
        DriverBundle bundle = new DriverBundle(PLAIN, "org.servin.auth.jwt");
        List<String> good;
        List<String> none;
        try (Knocker bearer = new Knocker(PLAIN, "-H", "Authorization: Bearer " + issuer.token(), OPEN + "/v1.41/containers/json");
                Knocker stranger = new Knocker(PLAIN, OPEN + "/v1.41/containers/json")) {
            bearer.await("200");
            stranger.await("401");
            bundle.stop();
            bearer.await("503");
            stranger.await("503");
            bundle.update();
            bundle.start();
            bearer.await("200");
            stranger.await("401");
            good = bearer.answers();
            none = stranger.answers();
        }
        assertTrue(good.toString(), good.stream().allMatch(a -> a.startsWith("200 ") || a.startsWith("503 ") && a.contains("\\\"jwt\\\"")));
        assertTrue(none.toString(), none.stream().allMatch(a -> a.startsWith("401 ") || a.startsWith("503 ") && a.contains("\\\"jwt\\\"")));
    }
}
