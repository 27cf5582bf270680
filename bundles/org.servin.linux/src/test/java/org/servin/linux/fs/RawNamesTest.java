package org.servin.linux.fs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RawNamesTest {
    @Test
    void anyBytesComeBack() {
        Random random = new Random(42);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, RawNames.encode(RawNames.decode(bytes)));
        }
        byte[] cut = {'a', (byte) 0xe2, (byte) 0x82};
        assertArrayEquals(cut, RawNames.encode(RawNames.decode(cut)));
    }

    @Test
    void textIsText() {
        for (String text : new String[] {"", "plain", "é€😀", "\uFFFD"}) {
            assertEquals(text, RawNames.decode(text.getBytes(StandardCharsets.UTF_8)));
            assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), RawNames.encode(text));
        }
    }
}
