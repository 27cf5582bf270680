package org.servin.auth.jwt.internal;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs whatever it is told to, by the JDK alone: nothing of the library that is under test. */
final class Issuer {
    static final KeyPair RSA = pair("RSA", 2048);
    static final KeyPair OTHER_RSA = pair("RSA", 2048);
    static final KeyPair P256 = curve("secp256r1");
    static final KeyPair P384 = curve("secp384r1");
    static final KeyPair P521 = curve("secp521r1");
    static final KeyPair ED25519 = pair("Ed25519", 0);
    private static final Map<Integer, KeyPair> SHORT = new ConcurrentHashMap<>();

    private Issuer() { }

    /** Makes a signature. */
    interface Signer {
        byte[] sign(byte[] what) throws GeneralSecurityException;
    }

    static KeyPair rsaOf(int bits) {
        return SHORT.computeIfAbsent(bits, b -> pair("RSA", b));
    }

    static KeyPair pair(String algorithm, int bits) {
        return make(algorithm, bits, null);
    }

    static KeyPair curve(String name) {
        return make("EC", 0, new ECGenParameterSpec(name));
    }

    private static KeyPair make(String algorithm, int bits, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (parameters != null) {
                generator.initialize(parameters);
            } else if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Signer signer(String algorithm, KeyPair pair) {
        return what -> {
            Signature signature = Signature.getInstance(name(algorithm));
            if (algorithm.startsWith("PS")) {
                int bits = Integer.parseInt(algorithm.substring(2));
                signature.setParameter(new PSSParameterSpec("SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), bits / 8, 1));
            }
            signature.initSign(pair.getPrivate());
            signature.update(what);
            return signature.sign();
        };
    }

    private static String name(String algorithm) {
        return switch (algorithm.substring(0, 2)) {
            case "RS" -> "SHA" + algorithm.substring(2) + "withRSA";
            case "PS" -> "RSASSA-PSS";
            case "ES" -> "SHA" + algorithm.substring(2) + "withECDSAinP1363Format";
            default -> "Ed25519";
        };
    }

    static Signer mac(String algorithm, byte[] secret) {
        return what -> {
            Mac mac = Mac.getInstance("HmacSHA" + algorithm.substring(2));
            mac.init(new SecretKeySpec(secret, "secret"));
            return mac.doFinal(what);
        };
    }

    static String token(String header, String claims, Signer signer) {
        String signed = encode(header.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims.getBytes(StandardCharsets.UTF_8));
        try {
            return signed + "." + encode(signer.sign(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String encode(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[length];
        int from = Math.max(0, bytes.length - length);
        System.arraycopy(bytes, from, padded, length - (bytes.length - from), bytes.length - from);
        return encode(padded);
    }

    static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pair.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----\n";
    }

    /** A JSON Web Key with more members: {@code "use":"sig"}. */
    static String jwk(String kid, KeyPair pair, String... more) {
        StringBuilder text = new StringBuilder("{\"kid\":\"" + kid + "\",");
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            text.append("\"kty\":\"RSA\",\"n\":\"").append(encode(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8)).append("\",\"e\":\"AQAB\"");
        } else if (pair.getPublic() instanceof ECPublicKey point) {
            int bits = point.getParams().getCurve().getField().getFieldSize();
            int length = (bits + 7) / 8;
            text.append("\"kty\":\"EC\",\"crv\":\"P-").append(bits).append("\",\"x\":\"").append(encode(point.getW().getAffineX(), length)).append("\",\"y\":\"")
                    .append(encode(point.getW().getAffineY(), length)).append('"');
        } else {
            byte[] encoded = pair.getPublic().getEncoded();
            text.append("\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"").append(encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))).append('"');
        }
        for (String member : more) {
            text.append(',').append(member);
        }
        return text.append('}').toString();
    }

    static String jwks(String... keys) {
        return "{\"keys\":[" + String.join(",", keys) + "]}";
    }
}
