package org.servin.auth.jwt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class FileKeysTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("keys");
    }

    private FileKeys set() {
        return new FileKeys(file(), new JwksReader(), false);
    }

    private static void unavailable(Keys keys, String reason) {
        ServinException refusal = assertThrows(ServinException.class, keys::current);
        assertEquals(ErrorKind.UNAVAILABLE, refusal.kind());
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    private static String token(String kid, java.security.KeyPair pair) {
        return Issuer.token("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}", Gate.claims(), Issuer.signer("RS256", pair));
    }

    @Test
    void keysThatAreChangedAreReadAgain() throws IOException {
        Files.writeString(file(), Issuer.jwks(Issuer.jwk("a", Issuer.RSA)));
        FileKeys keys = set();
        Gate gate = Gate.of(Gate.rules(KeyPlace.PUBLIC), keys);
        gate.admits(token("a", Issuer.RSA));
        gate.refuses(token("b", Issuer.OTHER_RSA), "its key \"b\" is not one of the issuer's");
        assertSame(keys.current(), keys.current());
        KeyRing before = keys.current();
        // of the same length, and of the same moment for a clock of seconds
        Files.writeString(file(), Issuer.jwks(Issuer.jwk("b", Issuer.OTHER_RSA)));
        assertNotSame(before, keys.current());
        gate.admits(token("b", Issuer.OTHER_RSA));
        gate.refuses(token("a", Issuer.RSA), "its key \"a\" is not one of the issuer's");
    }

    @Test
    void aKeyThatIsTakenOutIsTrustedNoMore() throws IOException {
        Files.writeString(file(), Issuer.jwks(Issuer.jwk("a", Issuer.RSA), Issuer.jwk("b", Issuer.OTHER_RSA)));
        Gate gate = Gate.of(Gate.rules(KeyPlace.PUBLIC), set());
        gate.admits(token("a", Issuer.RSA));
        gate.admits(token("a", Issuer.RSA));
        Files.writeString(file(), Issuer.jwks(Issuer.jwk("b", Issuer.OTHER_RSA)));
        gate.refuses(token("a", Issuer.RSA), "its key \"a\" is not one of the issuer's");
    }

    @Test
    void withoutAReadableFileThereAreNoKeys() throws IOException {
        FileKeys keys = set();
        unavailable(keys, "NoSuchFileException");
        Files.writeString(file(), Issuer.jwks(Issuer.jwk("a", Issuer.RSA)));
        assertEquals(1, keys.current().keys().size());
        Files.writeString(file(), "{\"keys\":[");
        unavailable(keys, "is not JSON");
        unavailable(keys, "is not JSON");
        Files.writeString(file(), "{}");
        unavailable(keys, "not a set of up to 100 keys");
        Files.delete(file());
        unavailable(keys, "NoSuchFileException");
        Files.write(file(), new byte[(1 << 20) + 1]);
        unavailable(keys, "larger than");
    }

    @Test
    void aSecretMustBeOne() throws IOException {
        Files.writeString(file(), "0123456789abcdef0123456789abcdef\n");
        FileKeys keys = new FileKeys(file(), new SecretReader(), true);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        unavailable(keys, "everybody on this host may read or change it");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(1, keys.current().keys().size());
        Files.writeString(file(), "short");
        unavailable(keys, "the secret has 5 bytes");
        Files.writeString(file(), "\r\n");
        unavailable(keys, "the secret has 0 bytes");
    }

    @Test
    void publicKeysInPem() throws IOException {
        FileKeys keys = new FileKeys(file(), new PemReader(), false);
        Files.writeString(file(), "Text before\n" + Issuer.pem(Issuer.RSA) + "\n" + Issuer.pem(Issuer.P521) + Issuer.pem(Issuer.ED25519));
        assertEquals(3, keys.current().keys().size());
        Files.writeString(file(), "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(Issuer.RSA.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n");
        unavailable(keys, "the PRIVATE KEY in it is not a public key");
        Files.writeString(file(), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        unavailable(keys, "is of a kind that is not known here");
        Files.writeString(file(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        unavailable(keys, "the CERTIFICATE in it cannot be read");
        Files.writeString(file(), "");
        unavailable(keys, "there is no public key in it");
        Files.writeString(file(), Issuer.pem(Issuer.pair("X25519", 0)));
        unavailable(keys, "is of a kind that is not known here");
        Files.writeString(file(), Issuer.pem(Issuer.pair("Ed448", 0)));
        unavailable(keys, "is of a kind that is not known here");
    }

    @Test
    void theFileIsLookedAtOnceInAWhile() throws IOException {
        AtomicLong now = new AtomicLong();
        Files.writeString(file(), Issuer.jwks(Issuer.jwk("a", Issuer.RSA)));
        FileKeys keys = new FileKeys(file(), new JwksReader(), false, Duration.ofNanos(100), now::get);
        KeyRing first = keys.current();
        Files.writeString(file(), Issuer.jwks(Issuer.jwk("b", Issuer.OTHER_RSA)));
        now.set(99);
        assertSame(first, keys.current());
        now.set(100);
        assertNotSame(first, keys.current());
        Files.writeString(file(), Issuer.jwks(Issuer.jwk("a", Issuer.RSA)));
        KeyRing second = keys.current();
        assertNotSame(second, keys.after(second)); // a token of a key that is not known has it looked at right away
        Files.delete(file());
        now.set(200);
        unavailable(keys, "NoSuchFileException");
        unavailable(keys, "NoSuchFileException");
    }
}
