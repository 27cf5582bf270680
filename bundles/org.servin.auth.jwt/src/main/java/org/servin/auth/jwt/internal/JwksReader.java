package org.servin.auth.jwt.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.servin.auth.jwt.internal.PublicKeys.Unfit;

/** Reads a set of JSON Web Keys (RFC 7517, section 5). Keys that cannot be used are passed over, so that an issuer can have others as well; an empty set is one, too. */
final class JwksReader implements KeyReader {
    private static final int MOST_KEYS = 100;

    @Override
    public KeyRing read(byte[] content) throws IOException {
        JsonNode keys;
        try {
            keys = StrictJson.object(content).path("keys");
        } catch (StrictJson.Malformed e) {
            throw new IOException("the set of keys " + e.getMessage(), e);
        }
        if (!keys.isArray() || keys.size() > MOST_KEYS) {
            throw new IOException("it is not a set of up to " + MOST_KEYS + " keys");
        }
        List<VerificationKey> usable = new ArrayList<>();
        List<KeyRing.Unusable> unusable = new ArrayList<>();
        for (JsonNode key : keys) {
            try {
                usable.add(read(key));
            } catch (Unfit e) {
                unusable.add(new KeyRing.Unusable(Optional.ofNullable(key.path("kid").textValue()), e.getMessage()));
            }
        }
        return new KeyRing(usable, unusable);
    }

    private static VerificationKey read(JsonNode key) throws Unfit {
        if ("oct".equals(key.path("kty").textValue())) {
            throw new Unfit("is a shared secret, which nobody publishes");
        }
        if (!key.isObject()) {
            throw new Unfit("is no key");
        }
        try {
            return PublicKeys.of(JWK.parse(StrictJson.map(key)));
        } catch (ParseException | RuntimeException e) { // the library does not expect everything that hostile keys hold
            throw new Unfit("cannot be read: " + e.getMessage());
        }
    }
}
