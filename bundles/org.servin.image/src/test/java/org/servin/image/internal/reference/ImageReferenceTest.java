package org.servin.image.internal.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class ImageReferenceTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "busybox, docker.io/library/busybox, busybox",
        "busybox:1, docker.io/library/busybox:1, busybox:1",
        "library/busybox, docker.io/library/busybox, busybox",
        "docker.io/busybox, docker.io/library/busybox, busybox",
        "index.docker.io/busybox, docker.io/library/busybox, busybox",
        "docker.io/library/busybox:x, docker.io/library/busybox:x, busybox:x",
        "team/app, docker.io/team/app, team/app",
        "localhost/app, localhost/app, localhost/app",
        "localhost:5000/app:1, localhost:5000/app:1, localhost:5000/app:1",
        "127.0.0.1:5000/a/b/c:1, 127.0.0.1:5000/a/b/c:1, 127.0.0.1:5000/a/b/c:1",
        "REG.example/a, REG.example/a, REG.example/a",
        "a.b/c__d/e-f--g:T_1.-x, a.b/c__d/e-f--g:T_1.-x, a.b/c__d/e-f--g:T_1.-x",
        "docker.io/library/a/b, docker.io/library/a/b, library/a/b",
        "a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, docker.io/library/a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    })
    void normalises(String text, String full, String familiar) {
        ImageReference reference = ImageReference.parse(text);
        assertEquals(full, reference.toString());
        assertEquals(familiar, reference.familiar());
        assertEquals(reference, ImageReference.parse(reference.toString()));
        assertEquals(reference, ImageReference.parse(familiar));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
        "\"\", invalid reference format",
        "a:, invalid reference format",
        "a b, invalid reference format",
        "-a, invalid reference format",
        "a..b, invalid reference format",
        "a___b, invalid reference format",
        "a/../b, invalid reference format",
        "/a, invalid reference format",
        "a//b, invalid reference format",
        "a:-b, invalid reference format",
        "-x.y/a, invalid reference format",
        "x-.y/a, invalid reference format",
        "[::1]:5000/a, invalid reference format",
        "[2001:db8::1]/a:1, invalid reference format",
        "a@b, invalid reference format",
        "Busybox, invalid reference format: repository name must be lowercase",
        "Reg/a, invalid reference format: repository name must be lowercase",
        "localhost/Busybox:1, invalid reference format: repository name must be lowercase",
        "a@sha256:0123456789abcdef0123456789abcdef, invalid checksum digest length",
        "a@sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, invalid checksum digest length",
        "a@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef, invalid checksum digest format",
        "a@md5:0123456789abcdef0123456789abcdef, unsupported digest algorithm",
    })
    void refuses(String text, String message) {
        ServinException e = assertThrows(ServinException.class, () -> ImageReference.parse(text));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID_ARGUMENT, e.kind());
    }

    @Test
    void takesDigestsOfAllAlgorithms() {
        for (String digest : List.of("sha256:" + HEX, "sha384:" + HEX + "0".repeat(32), "sha512:" + HEX + HEX)) {
            assertEquals(Optional.of(digest), ImageReference.parse("a@" + digest).digest());
            assertEquals("a@" + digest, ImageReference.parse("a").with(digest).familiar());
        }
        assertEquals("invalid tag format", assertThrows(ServinException.class, () -> ImageReference.parse("a").with("sha512:" + HEX)).getMessage());
    }

    @Test
    void refusesWhatIsAnIdAndWhatIsTooLong() {
        assertEquals("invalid repository name (" + HEX + "), cannot specify 64-byte hexadecimal strings",
                assertThrows(ServinException.class, () -> ImageReference.parse(HEX)).getMessage());
        assertEquals("repository name must not be more than 255 characters",
                assertThrows(ServinException.class, () -> ImageReference.parse("a".repeat(300))).getMessage());
        assertEquals("invalid reference format", assertThrows(ServinException.class, () -> ImageReference.parse("a:" + "b".repeat(129))).getMessage());
    }

    @Test
    void isQuickOnHostileText() {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (String part : new String[] {"a", "a-", "a.", "a_", "a/", "-", "__"}) {
                assertThrows(ServinException.class, () -> ImageReference.parse(part.repeat(2000 / part.length()) + "!"));
            }
        });
    }
}
