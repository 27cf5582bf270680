package org.servin.http.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FirstBytesTest {
    private static String named(String head) {
        ByteBuffer bytes = ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
        FirstBytes.nameHost(bytes);
        return StandardCharsets.US_ASCII.decode(bytes).toString();
    }

    @Test
    void aBlankHostGetsAName() {
        assertEquals("POST /a HTTP/1.1\r\nHost:d\r\nA: b\r\n\r\n", named("POST /a HTTP/1.1\r\nHost: \r\nA: b\r\n\r\n"));
    }

    @Test
    void everythingElseStaysAsItIs() {
        for (String head : new String[] {"", "G", "GET / HTTP/1.1\r\nHost: d\r\n\r\n", "GET / HTTP/1.1\r\n\r\n\r\nHost: \r\n", "GET / HTTP/1.1\r\nHost: ", "GET / HTTP/1.1\r\nA: b\r\n\r\nbody\r\nHost: \r\n"}) {
            assertEquals(head, named(head));
        }
    }
}
