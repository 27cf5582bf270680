package org.servin.auth.jwt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.spi.auth.Principal;

class ClaimsTest {
    private static final long NOW = SettableClock.START.getEpochSecond();
    private static final byte[] KEYS = Issuer.jwks(Issuer.jwk("e", Issuer.P256)).getBytes(StandardCharsets.US_ASCII);
    private final Gate gate = Gate.of(Issuer.jwk("e", Issuer.P256));

    private static String token(String... claims) {
        return Issuer.token("{\"alg\":\"ES256\",\"kid\":\"e\"}", Gate.claims(claims), Issuer.signer("ES256", Issuer.P256));
    }

    private static Gate of(Set<String> audiences, String name, String groups) {
        TokenRules usual = Gate.rules(KeyPlace.PUBLIC);
        return Gate.of(new TokenRules(usual.issuer(), audiences, usual.algorithms(), usual.skew(), usual.maxSize(), usual.maxLifetime(), name, groups), new JwksReader(), KEYS);
    }

    @Test
    void theIssuerMustBeTheOne() {
        gate.refuses(token("\"iss\":"), "it does not say who issued it");
        gate.refuses(token("\"iss\":[\"" + Gate.ISSUER + "\"]"), "it does not say who issued it");
        gate.refuses(token("\"iss\":\"" + Gate.ISSUER + "/\""), "is not the one that is trusted here");
        gate.refuses(token("\"iss\":\"x\\r\\nSet-Cookie: y\""), "its issuer \"x??Set-Cookie: y\"");
    }

    @Test
    void theAudienceMustNameTheEngine() {
        for (String audience : List.of("", "\"other\"", "\"servin2\"", "[\"other\"]", "[]", "null", "{\"servin\":1}", "[[\"servin\"]]", "\"servin other\"")) {
            gate.refuses(token("\"aud\":" + audience), "it is for others");
        }
        gate.admits(token("\"aud\":[\"other\",\"servin\"]"));
    }

    @Test
    void anyAudienceIfThatWasSaid() {
        Gate lax = of(Set.of(), "sub", "groups");
        lax.admits(token("\"aud\":\"other\""));
        lax.admits(token("\"aud\":"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"exp\":\"2000000000\"", "\"exp\":null", "\"exp\":true", "\"exp\":1e999", "\"exp\":-1e999", "\"exp\":1e12", "\"iat\":\"x\"", "\"nbf\":[1]"})
    void whatIsNoTime(String claim) {
        gate.refuses(token(claim), "is not a time");
    }

    @Test
    void itMustExpire() {
        gate.refuses(token("\"exp\":"), "it never expires");
        gate.refuses(token("\"exp\":" + (NOW - 31)), "it expired at 2025-12-31T23:59:29Z");
        gate.refuses(token("\"exp\":" + (NOW - 30)), "it expired");
        gate.refuses(token("\"exp\":0"), "it expired at 1970-01-01T00:00:00Z");
        gate.refuses(token("\"exp\":-1e11"), "it expired");
        gate.admits(token("\"exp\":" + (NOW - 29)));
        gate.admits(token("\"exp\":" + (NOW + 1) + ".5"));
    }

    @Test
    void itExpiresAlsoIfItWasGoodBefore() {
        String token = token();
        gate.admits(token);
        gate.clock.advance(Duration.ofSeconds(629));
        gate.admits(token);
        gate.clock.advance(Duration.ofSeconds(1));
        gate.refuses(token, "it expired");
    }

    @Test
    void itMustHaveBegun() {
        gate.refuses(token("\"nbf\":" + (NOW + 31)), "it is not valid before 2026-01-01T00:00:31Z");
        gate.admits(token("\"nbf\":" + (NOW + 30)));
        gate.refuses(token("\"iat\":" + (NOW + 31)), "it was issued in the future");
        gate.admits(token("\"iat\":" + (NOW + 30)));
    }

    @Test
    void itMustNotBeGoodForLong() {
        gate.refuses(token("\"exp\":" + (NOW + 24 * 3600 + 31)), "it is valid for longer than 86400 s");
        gate.refuses(token("\"iat\":", "\"exp\":" + (NOW + 24 * 3600 + 31)), "it is valid for longer than 86400 s");
        gate.refuses(token("\"iat\":", "\"nbf\":" + (NOW - 3600), "\"exp\":" + (NOW + 23 * 3600 + 31)), "it is valid for longer than 86400 s");
        gate.admits(token("\"exp\":" + (NOW + 24 * 3600)));
    }

    @Test
    void oneThatIsBoundToAKeyIsNoBearersToken() {
        gate.refuses(token("\"cnf\":{\"jkt\":\"x\"}"), "it is bound to a key");
    }

    @Test
    void theNameMustBeOne() {
        gate.refuses(token("\"sub\":"), "its claim sub is not a text");
        gate.refuses(token("\"sub\":1"), "its claim sub is not a text");
        for (String name : List.of("", " ", "a\\nb", "a\\u0000", "a\\u202eb", "a\\u2028", "\\ud800", "x".repeat(257))) {
            gate.refuses(token("\"sub\":\"" + name + "\""), "its claim sub has a name that is");
        }
        assertEquals("J\u00e4ne Doe", gate.admit(token("\"sub\":\"J\u00e4ne Doe\"")).name());
    }

    @Test
    void groupsAreAListOrWords() {
        assertEquals(new Principal("jane", Set.of("ops", "two words"), "jwt"), gate.admit(token("\"groups\":[\"ops\",\"two words\",\"ops\"]")));
        assertEquals(Set.of("ops", "builds"), gate.admit(token("\"groups\":\"ops  builds\"")).groups());
        assertEquals(Set.of(), gate.admit(token("\"groups\":null")).groups());
        assertEquals(Set.of(), gate.admit(token()).groups());
        gate.refuses(token("\"groups\":[\"ops\",1]"), "its claim groups has something that is not a text");
        gate.refuses(token("\"groups\":{\"ops\":true}"), "neither a text nor a list");
        gate.refuses(token("\"groups\":[\"a\\nb\"]"), "its claim groups has a name that is");
        gate.refuses(token("\"groups\":\"" + String.join(" ", java.util.stream.IntStream.range(0, 1001).mapToObj(Integer::toString).toList()) + "\""), "more than 1000 groups");
    }

    @Test
    void claimsInsideOthers() {
        Gate nested = of(Set.of("servin"), "user.name", "realm_access.roles");
        assertEquals(new Principal("jd", Set.of("a", "b"), "jwt"), nested.admit(token("\"user\":{\"name\":\"jd\"}", "\"realm_access\":{\"roles\":[\"a\",\"b\"]}")));
        Gate url = of(Set.of("servin"), "sub", "https://example.com/claims.groups");
        assertEquals(Set.of("x"), url.admit(token("\"https://example.com/claims.groups\":\"x\"")).groups());
        Gate both = of(Set.of("servin"), "sub", "resource_access.my.app.roles");
        assertEquals(Set.of("y"), both.admit(token("\"resource_access\":{\"my.app\":{\"roles\":[\"y\"]}}")).groups());
        assertEquals(Set.of(), both.admit(token("\"resource_access\":\"x\"")).groups());
    }
}
