package org.servin.log.jsonfile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    private static final int LENGTH = 24;

    private static int plainEnd(byte[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] >= ' ' && "\"\\<>&".indexOf(text[at]) < 0) {
            at++;
        }
        return at;
    }

    private static void check(byte[] text, int from, int end) {
        assertEquals(plainEnd(text, from, end), JsonText.plainEnd(text, from, end), () -> Arrays.toString(Arrays.copyOfRange(text, from, end)));
    }

    @Test
    void findsEveryByteBesideEveryOther() {
        byte[] text = new byte[LENGTH];
        for (int fill : new int[] {' ', 'x', 0x7F}) {
            for (int pair = 0; pair < 1 << 16; pair++) {
                Arrays.fill(text, (byte) fill);
                int at = pair % (LENGTH - 1);
                text[at] = (byte) pair;
                text[at + 1] = (byte) (pair >> 8);
                check(text, 0, LENGTH);
            }
        }
    }

    @Test
    void staysInItsRange() {
        Random random = new Random(1);
        byte[] some = "abc ~\u007f\u001f!\"#%&'<=>?[\\]\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] text = new byte[LENGTH];
        for (int i = 0; i < 100_000; i++) {
            for (int k = 0; k < LENGTH; k++) {
                text[k] = random.nextInt(6) == 0 ? some[random.nextInt(some.length)] : random.nextInt(20) == 0 ? (byte) (0x80 + random.nextInt(128)) : (byte) 'a';
            }
            int from = random.nextInt(LENGTH);
            check(text, from, from + random.nextInt(LENGTH - from + 1));
        }
    }
}
