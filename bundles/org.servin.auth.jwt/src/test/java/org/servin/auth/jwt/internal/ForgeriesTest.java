package org.servin.auth.jwt.internal;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.auth.jwt.internal.Issuer.Signer;
import org.servin.spi.ServinException;

/** What is tried on checks of tokens: each of these must be refused. */
class ForgeriesTest {
    private static final Signer RS256 = Issuer.signer("RS256", Issuer.RSA);
    private static final Signer ES256 = Issuer.signer("ES256", Issuer.P256);
    private static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"r\"}";
    private final Gate gate = Gate.of(Issuer.jwk("r", Issuer.RSA), Issuer.jwk("e", Issuer.P256), Issuer.jwk("d", Issuer.ED25519), Issuer.jwk("e3", Issuer.P384),
            Issuer.jwk("e5", Issuer.P521));

    private static String good() {
        return Issuer.token(HEADER, Gate.claims(), RS256);
    }

    /** The good one with other parts. */
    private static String with(int part, String text) {
        String[] parts = good().split("\\.");
        parts[part] = text;
        return String.join(".", parts);
    }

    private static String header(String more) {
        return Issuer.token("{\"alg\":\"RS256\",\"kid\":\"r\"," + more + "}", Gate.claims(), RS256);
    }

    @Test
    void theGoodOneIsAdmitted() {
        gate.admits(good());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", " none", "none "})
    void algorithmNone(String spelling) {
        String header = "{\"alg\":\"" + spelling + "\",\"kid\":\"r\"}";
        gate.refuses(Issuer.token(header, Gate.claims(), what -> new byte[0]), "it is not signed");
        gate.refuses(Issuer.token(header, Gate.claims(), RS256), "it is not signed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"kid\":\"r\"}", "{\"alg\":null}", "{\"alg\":[\"RS256\"]}", "{\"alg\":\"\"}", "{\"alg\":\"rs256\"}", "{\"alg\":\"RS256\\u0000\"}", "{\"alg\":\"HS256\"}",
        "{\"alg\":\"RSA-OAEP\"}", "{\"alg\":\"dir\"}", "{\"alg\":\"ES256K\"}"})
    void algorithmsThatAreNone(String header) {
        gate.refuses(Issuer.token(header, Gate.claims(), RS256), "alg");
    }

    @Test
    void publicKeyTakenForASharedSecret() {
        String pem = Issuer.pem(Issuer.RSA);
        List<byte[]> secrets = List.of(pem.getBytes(StandardCharsets.US_ASCII), pem.strip().getBytes(StandardCharsets.US_ASCII), Issuer.RSA.getPublic().getEncoded(),
                Issuer.jwk("r", Issuer.RSA).getBytes(StandardCharsets.US_ASCII));
        for (byte[] secret : secrets) {
            gate.refuses(Issuer.token("{\"alg\":\"HS256\",\"kid\":\"r\"}", Gate.claims(), Issuer.mac("HS256", secret)), "its algorithm \"HS256\" is not allowed");
            // and also if somebody had allowed it
            Gate lax = Gate.of(Gate.rules(java.util.Set.of("RS256", "HS256")), new PemReader(), pem.getBytes(StandardCharsets.US_ASCII));
            lax.refuses(Issuer.token("{\"alg\":\"HS256\"}", Gate.claims(), Issuer.mac("HS256", secret)), "is not for HS256");
        }
    }

    @Test
    void publishedSharedSecret() {
        byte[] secret = "0123456789abcdef".repeat(4).getBytes(StandardCharsets.US_ASCII);
        byte[] keys = Issuer.jwks("{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"" + Issuer.encode(secret) + "\"}").getBytes(StandardCharsets.US_ASCII);
        Gate lax = Gate.of(Gate.rules(java.util.Set.of("HS256")), new JwksReader(), keys);
        lax.refuses(Issuer.token("{\"alg\":\"HS256\",\"kid\":\"s\"}", Gate.claims(), Issuer.mac("HS256", secret)), "is a shared secret, which nobody publishes");
    }

    @Test
    void keysInTheHeader() {
        KeyPair own = Issuer.OTHER_RSA;
        String jwk = Issuer.jwk("r", own);
        String der = Base64.getEncoder().encodeToString(own.getPublic().getEncoded());
        for (String member : List.of("\"jwk\":" + jwk, "\"jku\":\"https://evil.example/keys\"", "\"x5u\":\"https://evil.example/c\"", "\"x5c\":[\"" + der + "\"]")) {
            String header = "{\"alg\":\"RS256\",\"kid\":\"r\"," + member + "}";
            gate.refuses(Issuer.token(header, Gate.claims(), Issuer.signer("RS256", own)), "brings a key of its own");
            gate.refuses(Issuer.token(header, Gate.claims(), RS256), "brings a key of its own");
        }
    }

    @Test
    void signatureTakenOff() {
        String token = good();
        gate.refuses(token.substring(0, token.lastIndexOf('.') + 1), "its signature does not hold");
        gate.refuses(token.substring(0, token.lastIndexOf('.')), "it is no JSON Web Token");
    }

    @Test
    void claimsChangedUnderTheSignature() {
        gate.refuses(with(1, Issuer.encode(Gate.claims("\"sub\":\"root\"").getBytes(StandardCharsets.US_ASCII))), "its signature does not hold");
    }

    @Test
    void signedByAnotherKey() {
        gate.refuses(Issuer.token(HEADER, Gate.claims(), Issuer.signer("RS256", Issuer.OTHER_RSA)), "its signature does not hold");
        gate.refuses(Issuer.token("{\"alg\":\"RS256\"}", Gate.claims(), Issuer.signer("RS256", Issuer.OTHER_RSA)), "its signature does not hold");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256 e 64", "ES384 e3 96", "ES512 e5 132"})
    void psychicSignatures(String of) {
        String[] words = of.split(" ");
        int length = Integer.parseInt(words[2]);
        String header = "{\"alg\":\"" + words[0] + "\",\"kid\":\"" + words[1] + "\"}";
        gate.refuses(Issuer.token(header, Gate.claims(), what -> new byte[length]), "its signature does not hold");
        byte[] ones = new byte[length];
        Arrays.fill(ones, (byte) 0xff);
        gate.refuses(Issuer.token(header, Gate.claims(), what -> ones), "its signature does not hold");
        gate.refuses(Issuer.token(header, Gate.claims(), what -> new byte[0]), "its signature does not hold");
        gate.refuses(Issuer.token(header, Gate.claims(), what -> new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}), "its signature does not hold");
    }

    @Test
    void orderOfTheCurveAsSignature() {
        BigInteger order = ((java.security.interfaces.ECPublicKey) Issuer.P256.getPublic()).getParams().getOrder();
        byte[] number = Arrays.copyOfRange(order.toByteArray(), 1, 33);
        byte[] signature = Arrays.copyOf(number, 64);
        System.arraycopy(number, 0, signature, 32, 32);
        gate.refuses(Issuer.token("{\"alg\":\"ES256\",\"kid\":\"e\"}", Gate.claims(), what -> signature), "its signature does not hold");
    }

    @Test
    void otherFormOfASignature() {
        Signer der = what -> {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(Issuer.P256.getPrivate());
            signature.update(what);
            return signature.sign();
        };
        gate.refuses(Issuer.token("{\"alg\":\"ES256\",\"kid\":\"e\"}", Gate.claims(), der), "its signature does not hold");
        gate.admits(Issuer.token("{\"alg\":\"ES256\",\"kid\":\"e\"}", Gate.claims(), ES256));
    }

    /** The order of the group of Ed25519 (RFC 8032, section 5.1). */
    @Test
    void secondSignatureOfEd25519() {
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        Signer twice = what -> {
            byte[] signature = Issuer.signer("EdDSA", Issuer.ED25519).sign(what);
            byte[] half = reversed(Arrays.copyOfRange(signature, 32, 64));
            byte[] more = new BigInteger(1, half).add(order).toByteArray();
            byte[] padded = new byte[32];
            System.arraycopy(more, Math.max(0, more.length - 32), padded, Math.max(0, 32 - more.length), Math.min(32, more.length));
            System.arraycopy(reversed(padded), 0, signature, 32, 32);
            return signature;
        };
        gate.refuses(Issuer.token("{\"alg\":\"EdDSA\",\"kid\":\"d\"}", Gate.claims(), twice), "its signature does not hold");
        gate.refuses(Issuer.token("{\"alg\":\"EdDSA\",\"kid\":\"d\"}", Gate.claims(), what -> new byte[64]), "its signature does not hold");
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            turned[i] = bytes[bytes.length - 1 - i];
        }
        return turned;
    }

    @Test
    void wrongCurve() {
        gate.refuses(Issuer.token("{\"alg\":\"ES256\",\"kid\":\"e3\"}", Gate.claims(), Issuer.signer("ES256", Issuer.P384)), "is not for ES256");
        gate.refuses(Issuer.token("{\"alg\":\"ES384\",\"kid\":\"e\"}", Gate.claims(), Issuer.signer("ES384", Issuer.P256)), "is not for ES384");
        gate.refuses(Issuer.token("{\"alg\":\"EdDSA\",\"kid\":\"e\"}", Gate.claims(), ES256), "is not for EdDSA");
        gate.refuses(Issuer.token("{\"alg\":\"ES256\",\"kid\":\"r\"}", Gate.claims(), RS256), "is not for ES256");
    }

    @Test
    void pointThatIsNotOnItsCurve() {
        String key = "{\"kty\":\"EC\",\"kid\":\"off\",\"crv\":\"P-256\",\"x\":\"" + Issuer.encode(BigInteger.ONE, 32) + "\",\"y\":\"" + Issuer.encode(BigInteger.ONE, 32) + "\"}";
        Gate.of(key).refuses(Issuer.token("{\"alg\":\"ES256\",\"kid\":\"off\"}", Gate.claims(), ES256), "cannot be read");
    }

    @Test
    void keyOfAnotherUse() {
        Gate encrypting = Gate.of(Issuer.jwk("r", Issuer.RSA, "\"use\":\"enc\""));
        encrypting.refuses(good(), "is not for signatures");
        Gate.of(Issuer.jwk("r", Issuer.RSA, "\"key_ops\":[\"encrypt\"]")).refuses(good(), "is not for signatures");
        Gate.of(Issuer.jwk("r", Issuer.RSA, "\"alg\":\"PS256\"")).refuses(good(), "is not for RS256");
        Gate.of(Issuer.jwk("r", Issuer.RSA, "\"alg\":\"HS256\"")).refuses(good(), "which it cannot be");
        Gate.of(Issuer.jwk("r", Issuer.RSA, "\"d\":\"AQAB\"")).refuses(good(), "its key \"r\"");
    }

    @Test
    void weakKeys() {
        KeyPair weak = Issuer.rsaOf(1024);
        String token = Issuer.token("{\"alg\":\"RS256\",\"kid\":\"w\"}", Gate.claims(), Issuer.signer("RS256", weak));
        Gate.of(Issuer.jwk("w", weak)).refuses(token, "is an RSA key of 1024 bits");
        String pem = Issuer.pem(weak);
        assertThrows(java.io.IOException.class, () -> new PemReader().read(pem.getBytes(StandardCharsets.US_ASCII)));
        assertThrows(java.io.IOException.class, () -> new SecretReader().read(new byte[31]));
    }

    @Test
    void namesOfKeysThatLeadElsewhere() {
        for (String kid : List.of("../../../dev/null", "' OR 1=1 --", "r\\n", "http://evil.example/", "")) {
            gate.refuses(Issuer.token("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}", Gate.claims(), RS256), "is not one of the issuer's");
        }
        gate.refuses(Issuer.token("{\"alg\":\"RS256\",\"kid\":1}", Gate.claims(), RS256), "its header's kid is not a text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"crit\":[\"exp\"]", "\"crit\":[]", "\"crit\":null", "\"crit\":[\"b64\"],\"b64\":false", "\"b64\":false"})
    void criticalExtensions(String member) {
        gate.refuses(header(member), "critical extension");
    }

    @Test
    void membersTwice() {
        gate.refuses(Issuer.token("{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"r\"}", Gate.claims(), RS256), "its header has a JSON member twice");
        gate.refuses(Issuer.token(HEADER, "{\"sub\":\"root\"," + Gate.claims().substring(1), RS256), "its payload has a JSON member twice");
        gate.refuses(Issuer.token(HEADER, "{\"\\u0073ub\":\"root\"," + Gate.claims().substring(1), RS256), "its payload has a JSON member twice");
        gate.refuses(Issuer.token(HEADER, Gate.claims("\"x\":{\"roles\":[],\"roles\":[\"admin\"]}"), RS256), "its payload has a JSON member twice");
    }

    @Test
    void otherKindsOfTokens() {
        for (String type : List.of("JWE", "logout+jwt", "secevent+jwt", "dpop+jwt", "application/dpop+jwt", "")) {
            gate.refuses(header("\"typ\":\"" + type + "\""), "is not that of a token for access");
        }
        gate.refuses(header("\"typ\":[\"JWT\"]"), "its header's typ is not a text");
        gate.refuses(header("\"cty\":\"JWT\""), "there is something else inside");
        for (String type : List.of("JWT", "jwt", "at+jwt", "application/at+JWT")) {
            gate.admits(header("\"typ\":\"" + type + "\""));
        }
    }

    @Test
    void otherFormsOfBase64() {
        String token = good();
        String[] parts = token.split("\\.");
        gate.refuses(with(2, parts[2] + "=="), "its signature is not in the one form of base64url");
        gate.refuses(with(0, parts[0] + "="), "it has characters that are in no token");
        gate.refuses(with(1, parts[1] + "\n"), "it has characters that are in no token");
        gate.refuses(with(1, parts[1] + "~"), "its payload is not in");
        gate.refuses(with(2, Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(parts[2]))), "its signature is not in");
        // 256 bytes of a signature leave four bits of the last character without meaning
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(parts[2].charAt(parts[2].length() - 1));
        gate.refuses(with(2, parts[2].substring(0, parts[2].length() - 1) + alphabet.charAt(last + 1)), "its signature is not in the one form of base64url");
    }

    @Test
    void whatIsNoJson() {
        gate.refuses(Issuer.token("[]", Gate.claims(), RS256), "its header is not a JSON object");
        gate.refuses(Issuer.token(HEADER, "\"" + good() + "\"", RS256), "its payload is not a JSON object");
        gate.refuses(Issuer.token(HEADER, Gate.claims() + "{}", RS256), "its payload is not JSON");
        gate.refuses(Issuer.token(HEADER, "", RS256), "its payload is not a JSON object");
        gate.refuses(Issuer.token(HEADER, "{'sub':'jane'}", RS256), "its payload is not JSON");
        gate.refuses(Issuer.token(HEADER, "{\"x\":" + "[".repeat(3000) + "]".repeat(3000) + "}", RS256), "its payload is not JSON");
        gate.refuses(with(1, Issuer.encode(new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'})), "its payload is not UTF-8");
    }

    @Test
    void otherNumbersOfParts() {
        gate.refuses("x", "it is no JSON Web Token");
        gate.refuses("..", "its header is not a JSON object");
        gate.refuses(good() + ".", "it is no JSON Web Token");
        gate.refuses("a.b.c.d.e", "it is encrypted");
        gate.refuses(".".repeat(16_000), "it is no JSON Web Token");
    }

    @Test
    void tooLong() {
        gate.refuses(Issuer.token(HEADER, Gate.claims("\"x\":\"" + "y".repeat(16 * 1024) + "\""), RS256), "it has more than 16384 bytes");
    }

    @Test
    void anyChangeAtAll() throws GeneralSecurityException {
        Random random = new Random(20_260_101);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ";
        List<String> tokens = List.of(good(), Issuer.token("{\"alg\":\"ES256\",\"kid\":\"e\"}", Gate.claims(), ES256),
                Issuer.token("{\"alg\":\"EdDSA\"}", Gate.claims(), Issuer.signer("EdDSA", Issuer.ED25519)));
        for (int i = 0; i < 1500; i++) {
            String token = tokens.get(i % tokens.size());
            StringBuilder changed = new StringBuilder(token);
            for (int n = random.nextInt(3); n >= 0; n--) {
                int at = random.nextInt(changed.length());
                char other = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> changed.setCharAt(at, other);
                    case 1 -> changed.insert(at, other);
                    default -> changed.deleteCharAt(at);
                }
            }
            if (!changed.toString().equals(token)) {
                assertThrows(ServinException.class, () -> gate.admit(changed.toString()), changed.toString());
            }
        }
    }
}
