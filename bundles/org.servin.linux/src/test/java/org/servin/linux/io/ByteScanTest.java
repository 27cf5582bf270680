package org.servin.linux.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteScanTest {
    /** With neighbours that differ in one bit, and signs of both kinds. */
    @Test
    void findsWhatALoopFinds() {
        Random random = new Random(7);
        byte[] some = {'\n', '\n' + 1, '\n' - 1, (byte) ('\n' | 0x80), 0, -1, 'x'};
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = some[random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(some.length - 1)];
            }
            int end = bytes.length == 0 ? 0 : random.nextInt(bytes.length + 1);
            int from = end == 0 ? 0 : random.nextInt(end + 1);
            int expected = from;
            while (expected < end && bytes[expected] != '\n') {
                expected++;
            }
            assertEquals(expected, ByteScan.indexOf(bytes, from, end, (byte) '\n'));
        }
    }

    @Test
    void theLowestMarkIsTheFirstZero() {
        assertEquals(0, ByteScan.zeros(0x0101010101010101L));
        assertEquals(2, Long.numberOfTrailingZeros(ByteScan.zeros(0x8001FF0100000101L | 0x0000000000000000L)) >> 3);
        assertEquals(7, Long.numberOfTrailingZeros(ByteScan.zeros(0x00FF80017F020101L)) >> 3);
    }
}
