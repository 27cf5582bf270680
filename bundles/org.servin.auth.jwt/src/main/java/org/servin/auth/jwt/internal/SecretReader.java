package org.servin.auth.jwt.internal;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeyLengthException;
import com.nimbusds.jose.crypto.MACVerifier;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Takes a file's bytes as a secret, without the end of a line at their end. Its length decides which algorithms it is long enough for (RFC 7518, section 3.2). */
final class SecretReader implements KeyReader {
    @Override
    public KeyRing read(byte[] content) throws IOException {
        int end = content.length;
        end -= end > 0 && content[end - 1] == '\n' ? 1 : 0;
        end -= end > 0 && end < content.length && content[end - 1] == '\r' ? 1 : 0;
        try {
            MACVerifier verifier = new MACVerifier(Arrays.copyOf(content, end));
            return new KeyRing(List.of(new VerificationKey(Optional.empty(),
                    verifier.supportedJWSAlgorithms().stream().map(JWSAlgorithm::getName).collect(Collectors.toSet()), verifier)), List.of());
        } catch (KeyLengthException e) {
            throw new IOException("the secret has " + end + " bytes: 32 are the least", e);
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
