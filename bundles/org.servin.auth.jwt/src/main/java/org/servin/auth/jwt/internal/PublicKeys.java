package org.servin.auth.jwt.internal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes public keys of JSON Web Keys (RFC 7517). */
final class PublicKeys {
    /** RFC 7518, section 3.3. */
    private static final int SHORTEST_RSA = 2048;
    /** A check by a longer one would take long. */
    private static final int LONGEST_RSA = 16_384;
    private static final Set<String> RSA = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
    private static final Map<Curve, Set<String>> CURVES = Map.of(Curve.P_256, Set.of("ES256"), Curve.P_384, Set.of("ES384"), Curve.P_521, Set.of("ES512"));
    private static final Set<String> ED25519 = Set.of("EdDSA", "Ed25519");
    private static final int ED25519_LENGTH = 32;
    /** SubjectPublicKeyInfo of such a key up to its bytes (RFC 8410, section 4). */
    private static final byte[] ED25519_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private PublicKeys() { }

    /** It cannot be used, for a reason that goes after its name. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String reason) {
            super(reason);
        }
    }

    /** A key that tokens may be signed by. */
    static VerificationKey of(JWK key) throws Unfit {
        if (key.isPrivate()) {
            throw new Unfit("is not public any more: its private half is beside it");
        }
        boolean verifies = key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY);
        if (!verifies || key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE)) {
            throw new Unfit("is not for signatures");
        }
        try {
            if (key instanceof RSAKey rsa) {
                return rsa(rsa);
            }
            if (key instanceof ECKey curve) {
                return curve(curve);
            }
            if (key instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519)) {
                return key(key, ED25519, new Ed25519Verifier(ed25519(pair.getDecodedX())));
            }
        } catch (JOSEException | GeneralSecurityException e) {
            throw new Unfit("cannot be used: " + e.getMessage());
        }
        throw new Unfit("is of a kind that is not known here");
    }

    private static VerificationKey rsa(RSAKey key) throws Unfit, JOSEException {
        int length = key.toRSAPublicKey().getModulus().bitLength();
        if (length < SHORTEST_RSA || length > LONGEST_RSA) {
            throw new Unfit("is an RSA key of " + length + " bits: " + SHORTEST_RSA + " are the least, and " + LONGEST_RSA + " the most");
        }
        return key(key, RSA, new RSASSAVerifier(key));
    }

    private static VerificationKey curve(ECKey key) throws Unfit, JOSEException {
        Set<String> algorithms = CURVES.get(key.getCurve());
        if (algorithms == null) {
            throw new Unfit("is on the curve " + Refusal.quoted(key.getCurve().getName()) + ", which is not used here");
        }
        return key(key, algorithms, new ECDSAVerifier(key));
    }

    private static PublicKey ed25519(byte[] x) throws Unfit, GeneralSecurityException {
        if (x.length != ED25519_LENGTH) {
            throw new Unfit("is no key of Ed25519: it has " + x.length + " bytes");
        }
        byte[] encoded = java.util.Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + x.length);
        System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** What a key says it is for narrows what its kind is for, and never widens it. */
    private static VerificationKey key(JWK key, Set<String> ofItsKind, JWSVerifier verifier) throws Unfit {
        Set<String> algorithms = key.getAlgorithm() == null ? ofItsKind : Set.of(key.getAlgorithm().getName());
        if (!ofItsKind.containsAll(algorithms)) {
            throw new Unfit("says that it is for " + Refusal.quoted(key.getAlgorithm().getName()) + ", which it cannot be");
        }
        return new VerificationKey(Optional.ofNullable(key.getKeyID()), algorithms, verifier);
    }
}
