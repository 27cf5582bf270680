package org.servin.runtime.internal.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs a filter as the kernel does. */
final class FilterMachine {
    private final ByteBuffer program;
    private int steps;

    FilterMachine(byte[] program) {
        this.program = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
    }

    int steps() {
        return steps;
    }

    /** The verdict for a call. */
    int run(int audit, int number, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder()).putInt(number).putInt(audit).putLong(0);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        int accumulator = 0;
        steps = 0;
        for (int at = 0;; at++) {
            steps++;
            int opcode = program.getShort(at * 8);
            int yes = program.get(at * 8 + 2) & 0xff;
            int no = program.get(at * 8 + 3) & 0xff;
            int constant = program.getInt(at * 8 + 4);
            switch (opcode) {
                case 0x20 -> accumulator = data.getInt(constant);
                case 0x54 -> accumulator &= constant;
                case 0x05 -> at += constant;
                case 0x15 -> at += accumulator == constant ? yes : no;
                case 0x25 -> at += Integer.compareUnsigned(accumulator, constant) > 0 ? yes : no;
                case 0x35 -> at += Integer.compareUnsigned(accumulator, constant) >= 0 ? yes : no;
                case 0x06 -> {
                    return constant;
                }
                default -> throw new AssertionError("instruction " + Integer.toHexString(opcode));
            }
        }
    }
}
