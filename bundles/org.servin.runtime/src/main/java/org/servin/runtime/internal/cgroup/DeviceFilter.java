package org.servin.runtime.internal.cgroup;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.servin.spi.runtime.DeviceRule;

/**
 * Writes the BPF program that decides about devices as the rules of version 1 do: the last rule that speaks of an access decides, and what none speaks of
 * is denied. The instructions are of {@code linux/bpf.h}; the context is {@code struct bpf_cgroup_dev_ctx}: access and type, major, minor.
 */
final class DeviceFilter {
    // BPF_CLASS | BPF_SIZE or BPF_OP | BPF_MODE or BPF_SRC
    private static final int LOAD_WORD = 0x61;
    private static final int MOVE_32 = 0xbc;
    private static final int MOVE_64_CONSTANT = 0xb7;
    private static final int AND_32_CONSTANT = 0x54;
    private static final int SHIFT_RIGHT_32_CONSTANT = 0x74;
    private static final int JUMP_NOT_EQUAL_CONSTANT = 0x55;
    private static final int JUMP_EQUAL_CONSTANT = 0x15;
    private static final int JUMP_NOT_EQUAL_REGISTER = 0x5d;
    private static final int EXIT = 0x95;

    private static final int RESULT = 0;
    private static final int CONTEXT = 1;
    private static final int TYPE = 2;
    private static final int ACCESS = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;

    private static final int TYPE_BLOCK = 1;
    private static final int TYPE_CHARACTER = 2;
    private static final int ALL_ACCESS = 7;

    private final ByteArrayOutputStream code = new ByteArrayOutputStream();

    private DeviceFilter() { }

    /** The program for rules in the order of the list, in the machine's byte order. */
    static byte[] program(List<DeviceRule> rules) {
        DeviceFilter filter = new DeviceFilter();
        filter.prologue();
        for (int i = rules.size() - 1; i >= 0; i--) {
            filter.rule(rules.get(i));
            if (rules.get(i).type() == 'a') {
                // It decides everything; the verifier refuses code behind it that cannot be reached.
                return filter.code.toByteArray();
            }
        }
        filter.verdict(false);
        return filter.code.toByteArray();
    }

    private void prologue() {
        emit(LOAD_WORD, TYPE, CONTEXT, 0, 0);
        emit(MOVE_32, ACCESS, TYPE, 0, 0);
        emit(AND_32_CONSTANT, TYPE, 0, 0, 0xffff);
        emit(SHIFT_RIGHT_32_CONSTANT, ACCESS, 0, 0, 16);
        emit(LOAD_WORD, MAJOR, CONTEXT, 4, 0);
        emit(LOAD_WORD, MINOR, CONTEXT, 8, 0);
    }

    private void rule(DeviceRule rule) {
        if (rule.type() == 'a') {
            verdict(rule.allow());
            return;
        }
        List<int[]> tests = tests(rule);
        int left = tests.size();
        for (int[] test : tests) {
            left--;
            // A test that fails jumps over the remaining tests and the two instructions of the verdict.
            boolean jumps = test[0] == JUMP_NOT_EQUAL_CONSTANT || test[0] == JUMP_EQUAL_CONSTANT || test[0] == JUMP_NOT_EQUAL_REGISTER;
            emit(test[0], test[1], test[2], jumps ? left + 2 : 0, test[3]);
        }
        verdict(rule.allow());
    }

    private static List<int[]> tests(DeviceRule rule) {
        List<int[]> tests = new ArrayList<>();
        tests.add(new int[] {JUMP_NOT_EQUAL_CONSTANT, TYPE, 0, rule.type() == 'b' ? TYPE_BLOCK : TYPE_CHARACTER});
        int access = access(rule.access());
        if (access != ALL_ACCESS) {
            tests.add(new int[] {MOVE_32, CONTEXT, ACCESS, 0});
            tests.add(new int[] {AND_32_CONSTANT, CONTEXT, 0, access});
            // Allowed is what asks for nothing beyond the rule; denied is what asks for anything in it.
            tests.add(rule.allow() ? new int[] {JUMP_NOT_EQUAL_REGISTER, CONTEXT, ACCESS, 0} : new int[] {JUMP_EQUAL_CONSTANT, CONTEXT, 0, 0});
        }
        if (rule.major() >= 0) {
            tests.add(new int[] {JUMP_NOT_EQUAL_CONSTANT, MAJOR, 0, (int) rule.major()});
        }
        if (rule.minor() >= 0) {
            tests.add(new int[] {JUMP_NOT_EQUAL_CONSTANT, MINOR, 0, (int) rule.minor()});
        }
        return tests;
    }

    /** {@code BPF_DEVCG_ACC_MKNOD}, {@code _READ}, {@code _WRITE}. */
    private static int access(String letters) {
        return (letters.indexOf('m') >= 0 ? 1 : 0) | (letters.indexOf('r') >= 0 ? 2 : 0) | (letters.indexOf('w') >= 0 ? 4 : 0);
    }

    private void verdict(boolean allow) {
        emit(MOVE_64_CONSTANT, RESULT, 0, 0, allow ? 1 : 0);
        emit(EXIT, 0, 0, 0, 0);
    }

    private void emit(int opcode, int destination, int source, int offset, int constant) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        ByteBuffer instruction = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder())
                .put((byte) opcode)
                .put((byte) (little ? source << 4 | destination : destination << 4 | source))
                .putShort((short) offset)
                .putInt(constant);
        code.writeBytes(instruction.array());
    }
}
