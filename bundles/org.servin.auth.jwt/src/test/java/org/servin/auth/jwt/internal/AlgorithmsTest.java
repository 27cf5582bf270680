package org.servin.auth.jwt.internal;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlgorithmsTest {
    private static final Map<String, KeyPair> PAIRS = Map.of("RS", Issuer.RSA, "PS", Issuer.RSA, "ES256", Issuer.P256, "ES384", Issuer.P384, "ES512", Issuer.P521,
            "Ed", Issuer.ED25519);

    private static KeyPair pair(String algorithm) {
        return PAIRS.getOrDefault(algorithm, PAIRS.get(algorithm.substring(0, 2)));
    }

    private static String token(String algorithm, String header) {
        return Issuer.token(header, Gate.claims(), Issuer.signer(algorithm, pair(algorithm)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"})
    void publicKeysOfASetAndOfAFile(String algorithm) {
        Gate published = Gate.of(Issuer.jwk("other", Issuer.OTHER_RSA), Issuer.jwk("k", pair(algorithm), "\"use\":\"sig\"", "\"alg\":\"" + algorithm + "\""));
        published.admits(token(algorithm, "{\"alg\":\"" + algorithm + "\",\"kid\":\"k\",\"typ\":\"JWT\"}"));
        published.admits(token(algorithm, "{\"alg\":\"" + algorithm + "\"}"));
        Gate file = Gate.of(Gate.rules(KeyPlace.PUBLIC), new PemReader(), (Issuer.pem(Issuer.OTHER_RSA) + Issuer.pem(pair(algorithm))).getBytes(StandardCharsets.US_ASCII));
        file.admits(token(algorithm, "{\"alg\":\"" + algorithm + "\",\"kid\":\"whatever\",\"typ\":\"application/at+jwt\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void sharedSecrets(String algorithm) {
        byte[] secret = "0123456789abcdef".repeat(4).getBytes(StandardCharsets.US_ASCII);
        String token = Issuer.token("{\"alg\":\"" + algorithm + "\"}", Gate.claims(), Issuer.mac(algorithm, secret));
        Gate.of(Gate.rules(KeyPlace.SHARED), new SecretReader(), secret).admits(token);
        Gate.of(Gate.rules(KeyPlace.SHARED), new SecretReader(), (new String(secret, StandardCharsets.US_ASCII) + "\r\n").getBytes(StandardCharsets.US_ASCII)).admits(token);
        byte[] other = "0123456789abcdee".repeat(4).getBytes(StandardCharsets.US_ASCII);
        Gate.of(Gate.rules(KeyPlace.SHARED), new SecretReader(), other).refuses(token, "its signature does not hold");
    }

    @Test
    void aSecretIsForAlgorithmsThatItIsLongEnoughFor() {
        byte[] secret = "0123456789abcdef".repeat(2).getBytes(StandardCharsets.US_ASCII);
        Gate gate = Gate.of(Gate.rules(KeyPlace.SHARED), new SecretReader(), secret);
        gate.admits(Issuer.token("{\"alg\":\"HS256\"}", Gate.claims(), Issuer.mac("HS256", secret)));
        gate.refuses(Issuer.token("{\"alg\":\"HS512\"}", Gate.claims(), Issuer.mac("HS512", secret)), "is not for HS512");
    }

    @Test
    void onlyThoseThatAreAllowed() {
        byte[] keys = Issuer.jwks(Issuer.jwk("r", Issuer.RSA), Issuer.jwk("e", Issuer.P256)).getBytes(StandardCharsets.US_ASCII);
        Gate gate = Gate.of(Gate.rules(Set.of("ES256")), new JwksReader(), keys);
        gate.admits(token("ES256", "{\"alg\":\"ES256\",\"kid\":\"e\"}"));
        gate.refuses(token("RS256", "{\"alg\":\"RS256\",\"kid\":\"r\"}"), "its algorithm \"RS256\" is not allowed");
    }
}
