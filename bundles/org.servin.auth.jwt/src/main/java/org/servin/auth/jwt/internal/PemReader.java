package org.servin.auth.jwt.internal;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.auth.jwt.internal.PublicKeys.Unfit;

/** Reads public keys and certificates in PEM, of which only the key counts. They have no names: each may have signed any token. */
final class PemReader implements KeyReader {
    private static final Pattern PART = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final int ED25519_LENGTH = 32;

    @Override
    public KeyRing read(byte[] content) throws IOException {
        List<VerificationKey> keys = new ArrayList<>();
        Matcher parts = PART.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (parts.find()) {
            try {
                keys.add(PublicKeys.of(jwk(key(parts.group(1), Base64.getMimeDecoder().decode(parts.group(2))))));
            } catch (GeneralSecurityException | IllegalArgumentException | IllegalStateException e) {
                throw new IOException("the " + parts.group(1) + " in it cannot be read: " + e.getMessage(), e);
            } catch (Unfit e) {
                throw new IOException("the " + parts.group(1) + " in it " + e.getMessage(), e);
            }
        }
        if (keys.isEmpty()) {
            throw new IOException("there is no public key in it");
        }
        return new KeyRing(keys, List.of());
    }

    private static PublicKey key(String kind, byte[] der) throws GeneralSecurityException, Unfit {
        if (kind.equals("CERTIFICATE")) {
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)).getPublicKey();
        }
        if (!kind.equals("PUBLIC KEY")) {
            throw new Unfit("is not a public key: openssl pkey -pubout makes one of a private key, openssl rsa -RSAPublicKey_in of an older form");
        }
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                continue; // the key says by itself what it is: another algorithm is tried
            }
        }
        throw new Unfit("is of a kind that is not known here");
    }

    private static JWK jwk(PublicKey key) throws Unfit {
        if (key instanceof RSAPublicKey rsa) {
            return new RSAKey.Builder(rsa).build();
        }
        if (key instanceof ECPublicKey point) {
            Curve curve = Optional.ofNullable(Curve.forECParameterSpec(point.getParams())).orElseThrow(() -> new Unfit("is on a curve that is not used here"));
            return new ECKey.Builder(curve, point).build();
        }
        if (key instanceof EdECPublicKey && key.getEncoded().length > ED25519_LENGTH) {
            byte[] encoded = key.getEncoded();
            return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - ED25519_LENGTH, encoded.length))).build();
        }
        throw new Unfit("is of a kind that is not known here");
    }
}
