package org.servin.runtime.internal.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Assembles a classic BPF program ({@code linux/filter.h}). Conditional jumps reach 255 instructions; {@link #bytes} puts a plain jump, which reaches
 * any, behind those that must go further.
 */
final class Code {
    /** Offsets in {@code struct seccomp_data}. */
    static final int NUMBER = 0;
    static final int ARCHITECTURE = 4;
    private static final int ARGUMENTS = 16;

    private static final int LOAD = 0x20;
    private static final int AND = 0x54;
    private static final int RETURN = 0x06;
    private static final int JUMP = 0x05;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER = 0x25;
    private static final int JUMP_GREATER_OR_EQUAL = 0x35;
    private static final int FARTHEST = 255;
    private static final int INSTRUCTION = 8;

    /** A place to jump to, always forward. */
    static final class Label {
        private int at = -1;
    }

    /** An instruction; a null label means the next instruction. */
    private record Instruction(int opcode, int constant, Label yes, Label no) {
        boolean isConditional() {
            return opcode == JUMP_EQUAL || opcode == JUMP_GREATER || opcode == JUMP_GREATER_OR_EQUAL;
        }
    }

    private final List<Instruction> instructions = new ArrayList<>();

    static int lowerHalf(int argument) {
        return ARGUMENTS + 8 * argument + (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : 4);
    }

    static int upperHalf(int argument) {
        return ARGUMENTS + 8 * argument + (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 4 : 0);
    }

    Label label() {
        return new Label();
    }

    /** The label means the next instruction. */
    void place(Label label) {
        label.at = instructions.size();
    }

    void load(int offset) {
        add(LOAD, offset, null, null);
    }

    void and(int mask) {
        add(AND, mask, null, null);
    }

    void give(int verdict) {
        add(RETURN, verdict, null, null);
    }

    void jump(Label to) {
        add(JUMP, 0, to, null);
    }

    void jumpUnless(int value, Label to) {
        add(JUMP_EQUAL, value, null, to);
    }

    void jumpIfAbove(int value, Label to) {
        add(JUMP_GREATER, value, to, null);
    }

    void jumpUnlessAbove(int value, Label to) {
        add(JUMP_GREATER, value, null, to);
    }

    void jumpIfBelow(int value, Label to) {
        add(JUMP_GREATER_OR_EQUAL, value, null, to);
    }

    private void add(int opcode, int constant, Label yes, Label no) {
        instructions.add(new Instruction(opcode, constant, yes, no));
    }

    /** How many instructions the program will have. */
    int size() {
        return bytes().length / INSTRUCTION;
    }

    /** The program in the machine's byte order. */
    byte[] bytes() {
        int count = instructions.size();
        // Whether an instruction needs help to jump far; each help moves others apart, so look until nothing changes.
        boolean[] far = new boolean[count];
        int[] at = new int[count + 1];
        boolean changed;
        do {
            changed = false;
            for (int i = 0; i < count; i++) {
                at[i + 1] = at[i] + (far[i] ? 2 : 1);
            }
            for (int i = 0; i < count; i++) {
                Instruction instruction = instructions.get(i);
                if (instruction.isConditional() && !far[i] && distance(instruction, i, at) > FARTHEST) {
                    far[i] = true;
                    changed = true;
                }
            }
        } while (changed);
        ByteBuffer out = ByteBuffer.allocate(at[count] * INSTRUCTION).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            write(out, instructions.get(i), i, far[i], at);
        }
        return out.array();
    }

    private static int distance(Instruction instruction, int index, int[] at) {
        Label to = instruction.yes() != null ? instruction.yes() : instruction.no();
        return at[to.at] - at[index] - 1;
    }

    private static void write(ByteBuffer out, Instruction instruction, int index, boolean far, int[] at) {
        if (instruction.opcode() == JUMP) {
            put(out, JUMP, 0, 0, distance(instruction, index, at));
        } else if (!instruction.isConditional()) {
            put(out, instruction.opcode(), 0, 0, instruction.constant());
        } else if (far) {
            boolean onYes = instruction.yes() != null;
            put(out, instruction.opcode(), onYes ? 0 : 1, onYes ? 1 : 0, instruction.constant());
            put(out, JUMP, 0, 0, distance(instruction, index, at) - 1);
        } else {
            int distance = distance(instruction, index, at);
            put(out, instruction.opcode(), instruction.yes() != null ? distance : 0, instruction.no() != null ? distance : 0, instruction.constant());
        }
    }

    private static void put(ByteBuffer out, int opcode, int yes, int no, int constant) {
        out.putShort((short) opcode).put((byte) yes).put((byte) no).putInt(constant);
    }
}
