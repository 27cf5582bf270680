package org.servin.runtime.internal.cgroup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.servin.spi.runtime.DeviceRule;

class DeviceFilterTest {
    private static final int MKNOD = 1;
    private static final int READ = 2;
    private static final int WRITE = 4;

    private static final List<DeviceRule> RULES = List.of(
            new DeviceRule(false, 'a', -1, -1, "rwm"),
            new DeviceRule(true, 'c', -1, -1, "m"),
            new DeviceRule(true, 'c', 1, 3, "rwm"),
            new DeviceRule(true, 'c', 136, -1, "rw"),
            new DeviceRule(true, 'b', 8, 1, "r"),
            new DeviceRule(true, 'c', 10, 229, "rwm"),
            new DeviceRule(false, 'c', 10, 229, "w"));

    @Test
    void denyAllInBytes() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "golden bytes are little-endian");
        assertArrayEquals(HexFormat.of().parseHex(
                "6112000000000000" + "bc23000000000000" + "54020000ffff0000" + "7403000010000000" + "6114040000000000" + "6115080000000000"
                        + "b700000000000000" + "9500000000000000"),
                DeviceFilter.program(List.of(new DeviceRule(false, 'a', -1, -1, "rwm"))));
    }

    @Test
    void lastRuleThatSpeaksOfItDecides() {
        assertEquals(1, run('c', READ | WRITE, 1, 3));
        assertEquals(1, run('c', MKNOD, 99, 99));
        assertEquals(0, run('c', READ, 99, 99));
        assertEquals(0, run('c', MKNOD | READ, 99, 99));
        assertEquals(1, run('c', READ | WRITE, 136, 5));
        assertEquals(1, run('b', READ, 8, 1));
        assertEquals(0, run('b', WRITE, 8, 1));
        assertEquals(0, run('b', MKNOD, 8, 2));
        assertEquals(1, run('c', READ, 10, 229));
        assertEquals(0, run('c', READ | WRITE, 10, 229));
    }

    @Test
    void nothingSaidIsDenied() {
        assertEquals(0, run(DeviceFilter.program(List.of()), 'c', READ, 1, 3));
    }

    private static int run(char type, int access, int major, int minor) {
        return run(DeviceFilter.program(RULES), type, access, major, minor);
    }

    /** The few instructions that the filter uses, interpreted. */
    private static int run(byte[] program, char type, int access, int major, int minor) {
        int[] context = {access << 16 | (type == 'b' ? 1 : 2), major, minor};
        int[] registers = new int[11];
        ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        for (int at = 0;; at++) {
            int opcode = code.get(at * 8) & 0xff;
            int destination = code.get(at * 8 + 1) & 0xf;
            int source = code.get(at * 8 + 1) >> 4 & 0xf;
            int offset = code.getShort(at * 8 + 2);
            int constant = code.getInt(at * 8 + 4);
            switch (opcode) {
                case 0x61 -> registers[destination] = context[offset / 4];
                case 0xbc -> registers[destination] = registers[source];
                case 0xb7 -> registers[destination] = constant;
                case 0x54 -> registers[destination] &= constant;
                case 0x74 -> registers[destination] >>>= constant;
                case 0x55 -> at += registers[destination] != constant ? offset : 0;
                case 0x15 -> at += registers[destination] == constant ? offset : 0;
                case 0x5d -> at += registers[destination] != registers[source] ? offset : 0;
                case 0x95 -> {
                    return registers[0];
                }
                default -> throw new AssertionError("instruction " + Integer.toHexString(opcode));
            }
        }
    }
}
