package org.servin.itests.harness;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** JSON Web Tokens of an issuer that shares a secret with the engine (HS256), good for ten minutes, for {@code servin}. */
public final class Tokens {
    private static final long SECONDS = 600;

    private final String secret;
    private final String issuer;

    /** Of this issuer, with this secret. */
    public Tokens(String secret, String issuer) {
        this.secret = secret;
        this.issuer = issuer;
    }

    /** For this subject, who is one of the {@code testers}. */
    public String of(String subject) {
        long now = System.currentTimeMillis() / 1000;
        String claims = "{\"iss\":\"%s\",\"aud\":\"servin\",\"sub\":\"%s\",\"groups\":[\"testers\"],\"iat\":%d,\"exp\":%d}".formatted(issuer, subject, now, now + SECONDS);
        String signed = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "." + encoded(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + "." + encoded(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
