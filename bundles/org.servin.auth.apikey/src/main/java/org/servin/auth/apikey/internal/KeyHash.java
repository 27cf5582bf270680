package org.servin.auth.apikey.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * What is kept of a key: a salt, and the SHA-256 of salt and key.
 *
 * <p>A fast hash is right here. Slow ones (bcrypt, Argon2) make it dear to try what people choose as passwords, of which there are few. A secret of 256 random bits cannot be found by
 * trying, however fast that is; a slow hash would only slow each request down, and let anybody keep the engine busy by wrong keys.
 *
 * @param salt in base64
 * @param digest in base64
 */
record KeyHash(String salt, String digest) {
    private static final int SALT_BYTES = 16;
    private static final int DIGEST_BYTES = 32;

    static KeyHash of(KeyText key, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new KeyHash(Base64.getEncoder().encodeToString(salt), Base64.getEncoder().encodeToString(digest(salt, key)));
    }

    /** Of no key: compares as slowly as any. */
    static KeyHash ofNone(SecureRandom random) {
        byte[] bytes = new byte[SALT_BYTES + DIGEST_BYTES];
        random.nextBytes(bytes);
        return new KeyHash(Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, SALT_BYTES)), Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, SALT_BYTES, bytes.length)));
    }

    /** Whether it is of this key; takes as long whether or not. */
    boolean matches(KeyText key) {
        return MessageDigest.isEqual(Base64.getDecoder().decode(digest), digest(Base64.getDecoder().decode(salt), key));
    }

    private static byte[] digest(byte[] salt, KeyText key) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(salt);
            return sha.digest(key.text().getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java has it
        }
    }
}
