package org.servin.auth.tls.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;

class TlsAuthDriverTest {
    private static final int SET = 0x31;
    private static final int UTF8_STRING = 0x0c;
    private static final int OCTET_STRING = 0x04;
    private static final byte[] COMMON_NAME = {0x06, 3, 0x55, 0x04, 0x03};
    private final Certificates authority = new Certificates();
    private final TlsAuthDriver driver = new TlsAuthDriver();

    private Optional<Principal> judge(X509Certificate... chain) {
        return driver.authenticate(new Caller("tls", "192.0.2.1:40000", List.of(chain), Map.of()));
    }

    private Principal principal(String subject) {
        return judge(authority.of(subject), authority.own()).orElseThrow();
    }

    private void isRefused(X509Certificate certificate, String why) {
        ServinException refusal = assertThrows(ServinException.class, () -> judge(certificate));
        assertEquals(ErrorKind.UNAUTHENTICATED, refusal.kind());
        assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    }

    /** A subject with one common name. */
    private static byte[] commonName(int tag, byte[] value) {
        return Certificates.sequence(Certificates.tagged(SET, Certificates.sequence(COMMON_NAME, Certificates.tagged(tag, value))));
    }

    @Test
    void everyHostCanUseIt() {
        assertTrue(driver.probe().isUsable());
    }

    @Test
    void theCommonNameIsTheNameAndTheUnitsAreTheGroups() {
        assertEquals(new Principal("jane", Set.of("ops", "builds"), "tls"), principal("CN=jane,OU=ops,OU=builds,O=Example,C=NZ"));
    }

    @Test
    void theLeafIsJudgedAndNotWhoSignedIt() {
        assertEquals("jane", principal("CN=jane").name());
        assertEquals("authority", judge(authority.own()).orElseThrow().name());
    }

    @Test
    void attributesThatShareOneNameAreAllSeen() {
        assertEquals(new Principal("jane", Set.of("ops"), "tls"), principal("CN=jane+OU=ops,O=Example"));
        assertEquals(new Principal("jane", Set.of("ops"), "tls"), principal("OU=ops+CN=jane"));
    }

    @Test
    void theMostSpecificCommonNameCounts() {
        assertEquals("jane", principal("CN=jane,CN=people,O=Example").name());
    }

    @Test
    void namesWithSpecialCharactersAreAsTheyWereGiven() {
        assertEquals("Doe, Jane", principal("CN=\"Doe, Jane\"").name());
        assertEquals("CN=root", principal("CN=\"CN=root\",OU=\"x+y\"").name());
        assertEquals(Set.of("x+y"), principal("CN=jane,OU=\"x+y\"").groups());
        assertEquals("J\u00e4ne", judge(authority.of(commonName(UTF8_STRING, "J\u00e4ne".getBytes(StandardCharsets.UTF_8)))).orElseThrow().name());
    }

    @Test
    void oneWithoutACommonNameIsKnownByItsSubject() {
        assertEquals(new Principal("OU=ops,O=Example", Set.of("ops"), "tls"), principal("OU=ops,O=Example"));
    }

    @Test
    void withoutACertificateItDoesNotJudge() {
        assertEquals(Optional.empty(), judge());
        assertEquals(Optional.empty(), driver.authenticate(new Caller("tcp", "192.0.2.1:40000", List.of(), Map.of("authorization", List.of("Bearer x")))));
    }

    @Test
    void oneWithoutASubjectIsRefused() {
        isRefused(authority.of(Certificates.sequence()), "no subject");
    }

    @Test
    void anEmptyNameIsRefused() {
        isRefused(authority.of(commonName(UTF8_STRING, new byte[0])), "empty");
        isRefused(authority.of(commonName(UTF8_STRING, " ".getBytes(StandardCharsets.UTF_8))), "empty");
    }

    @Test
    void aNameThatIsNoTextIsRefused() {
        isRefused(authority.of(commonName(OCTET_STRING, new byte[] {1, 2, 3})), "not a text");
    }
}
