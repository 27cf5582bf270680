package org.servin.core.internal.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class DetachKeysTest {
    private static String pass(String keys, String... typed) {
        DetachKeys detach = DetachKeys.parse(Optional.of(keys));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String text : typed) {
            byte[] bytes = text.getBytes(ISO_8859_1);
            if (detach.pass(bytes, bytes.length, out)) {
                return out.toString(ISO_8859_1) + "<detached>";
            }
        }
        return out.toString(ISO_8859_1);
    }

    @Test
    void findsTheKeysAlsoInPieces() {
        assertEquals("ab<detached>", pass("", "ab\u0010\u0011cd"));
        assertEquals("ab<detached>", pass("ctrl-p,ctrl-q", "ab\u0010", "\u0011cd"));
        assertEquals("<detached>", pass("a,DEL,ctrl-@,ctrl-_", "a\u007f\u0000\u001f"));
        assertEquals("xx<detached>", pass("x,y", "xxxy"));
    }

    @Test
    void passesOnWhatOnlyBeganLikeThem() {
        assertEquals("\u0010x", pass("ctrl-p,ctrl-q", "\u0010", "x"));
        assertEquals("\u0010", pass("ctrl-p,ctrl-q", "\u0010\u0010"));
        assertEquals("a", pass("ctrl-p,ctrl-q", "a\u0010"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ctrl-q,foo", "ctrl-", "ctrl-1", "a,,b", ",", "ctrl-P", "é"})
    void refusesWhatDockerdRefuses(String keys) {
        ServinException e = assertThrows(ServinException.class, () -> DetachKeys.parse(Optional.of(keys)));
        assertEquals(ErrorKind.INVALID_ARGUMENT, e.kind());
        assertEquals("Invalid detach keys (" + keys + ") provided", e.getMessage());
    }
}
