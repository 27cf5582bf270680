package org.servin.auth.jwt.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The parts of a token, of which nothing is proven (RFC 7515, section 3.1). There is one way to write each: what readers could understand in two ways is refused.
 *
 * @param header what is said of its signature
 * @param claims what it says
 * @param signed what is signed
 * @param signature by which
 */
record CompactToken(ObjectNode header, ObjectNode claims, byte[] signed, Base64URL signature) {
    /** {@code b64token}, of RFC 6750. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
    private static final int PARTS = 3;
    private static final int PARTS_OF_ENCRYPTED = 5;

    /** UNAUTHENTICATED if it is none. */
    static CompactToken parse(String token) {
        if (!TOKEN.matcher(token).matches()) {
            throw Refusal.of("it has characters that are in no token");
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length == PARTS_OF_ENCRYPTED) {
            throw Refusal.of("it is encrypted");
        }
        if (parts.length != PARTS) {
            throw Refusal.of("it is no JSON Web Token");
        }
        ObjectNode header = object(parts[0], "header");
        ObjectNode claims = object(parts[1], "payload");
        decode(parts[2], "signature");
        return new CompactToken(header, claims, token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII), new Base64URL(parts[2]));
    }

    private static ObjectNode object(String part, String name) {
        try {
            return StrictJson.object(decode(part, name));
        } catch (StrictJson.Malformed e) {
            throw Refusal.of("its " + name + " " + e.getMessage());
        }
    }

    /** Java's decoder takes padding, and bits that mean nothing. */
    private static byte[] decode(String part, String name) {
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(part);
            if (Arrays.equals(Base64.getUrlEncoder().withoutPadding().encode(decoded), part.getBytes(StandardCharsets.UTF_8))) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            throw Refusal.of("its " + name + " is not in base64url");
        }
        throw Refusal.of("its " + name + " is not in the one form of base64url");
    }
}
