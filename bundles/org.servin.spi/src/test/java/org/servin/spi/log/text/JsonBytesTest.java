package org.servin.spi.log.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class JsonBytesTest {
    private final JsonBytes json = new JsonBytes();

    /** The string that dockerd 20.10.24 wrote for these bytes of a container. */
    @Test
    void escapesAsDockerdDoes() {
        byte[] text = "html <&> \u00e2\u0080\u00a8 \u0001\u0002\t\b\f\u007f bad\u00ff\u00c2 \"q\" \\ \u00f0\u009f\u0098\u0080 \r".getBytes(ISO_8859_1);
        json.raw('"').escaped(text).raw('"');
        assertEquals("\"html \\u003c\\u0026\\u003e \\u2028 \\u0001\\u0002\\t\\u0008\\u000c\u007f bad\\ufffd\\ufffd \\\"q\\\" \\\\ 😀 \\r\"", text());
    }

    @Test
    void replacesByteByByte() {
        json.escaped("\u00c0\u0080\u00ed\u00a0\u0080\u00f4\u0090\u0080\u0080\u00e2\u0082".getBytes(ISO_8859_1));
        assertEquals("\\ufffd".repeat(11), text());
    }

    @Test
    void growsAndIsUsedAgain() {
        json.string("\u0001".repeat(100_000));
        assertEquals(600_002, json.length());
        json.clear();
        json.raw("{\"a\":").string("é\u2029").raw('}');
        assertEquals("{\"a\":\"é\\u2029\"}", text());
        assertEquals(text(), new String(json.array(), 0, json.length(), UTF_8));
    }

    @Test
    void isCut() {
        json.raw("[1,2").cut(2);
        assertEquals("[1]", new String(json.raw(']').toBytes(), UTF_8));
        assertThrows(IllegalArgumentException.class, () -> json.cut(4));
    }

    @Test
    void charactersDoNotReachBeyondTheirEnd() {
        byte[] euro = "€".getBytes(UTF_8);
        assertEquals(3, Utf8.sizeAt(euro, 0, 3));
        assertEquals(0, Utf8.sizeAt(euro, 0, 2));
        assertEquals(1, Utf8.sizeAt("a".getBytes(UTF_8), 0, 1));
    }

    private String text() {
        return new String(json.toBytes(), UTF_8);
    }
}
