package org.servin.runtime.internal.plan;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Operands of an operation while they are put together: binary for servin-init, readable for people. Numbers are little-endian, as both architectures are. */
final class Operands {
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream(64);
    private final StringBuilder readable = new StringBuilder();
    private final List<String> texts = new ArrayList<>();

    Operands number(String name, int value) {
        put32(binary, value);
        return describe(name, Integer.toString(value));
    }

    Operands unsigned(String name, int value) {
        put32(binary, value);
        return describe(name, Integer.toUnsignedString(value));
    }

    Operands octal(String name, int value) {
        put32(binary, value);
        return describe(name, "0" + Integer.toOctalString(value));
    }

    Operands flag(String name, boolean value) {
        put32(binary, value ? 1 : 0);
        return describe(name, value ? "yes" : "no");
    }

    Operands flags(String name, long value) {
        put32(binary, (int) value);
        return describe(name, "0x" + Long.toHexString(value));
    }

    Operands longFlags(String name, long value) {
        put64(binary, value);
        return describe(name, "0x" + Long.toHexString(value));
    }

    Operands wide(String name, long value) {
        put64(binary, value);
        return describe(name, Long.toString(value));
    }

    Operands text(String name, String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(name + " contains a NUL byte");
        }
        putText(binary, value);
        texts.add(value);
        return describe(name, quote(value));
    }

    Operands texts(String name, List<String> values) {
        put32(binary, values.size());
        StringBuilder all = new StringBuilder("[");
        for (String value : values) {
            if (value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(name + " contains a NUL byte");
            }
            putText(binary, value);
            all.append(all.length() > 1 ? ", " : "").append(quote(value));
        }
        return describe(name, all.append(']').toString());
    }

    Operands numbers(String name, List<Integer> values) {
        put32(binary, values.size() * Integer.BYTES);
        values.forEach(value -> put32(binary, value));
        return describe(name, values.stream().map(Integer::toUnsignedString).toList().toString());
    }

    Operands bytes(String name, byte[] value) {
        putBytes(binary, value);
        return describe(name, value.length + " bytes");
    }

    /** A text for messages only. */
    Operands remember(String text) {
        texts.add(text);
        return this;
    }

    byte[] encoded() {
        return binary.toByteArray();
    }

    List<String> texts() {
        return texts;
    }

    String described() {
        return readable.toString();
    }

    private Operands describe(String name, String value) {
        readable.append(' ').append(name).append('=').append(value);
        return this;
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    static void put32(ByteArrayOutputStream to, int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            to.write(value >>> shift);
        }
    }

    private static void put64(ByteArrayOutputStream to, long value) {
        put32(to, (int) value);
        put32(to, (int) (value >>> 32));
    }

    private static void putText(ByteArrayOutputStream to, String text) {
        byte[] bytes = Op.utf8(text);
        put32(to, bytes.length + 1);
        to.write(bytes, 0, bytes.length);
        pad(to, bytes.length, 1);
    }

    static void putBytes(ByteArrayOutputStream to, byte[] bytes) {
        put32(to, bytes.length);
        to.write(bytes, 0, bytes.length);
        pad(to, bytes.length, 0);
    }

    /** At least {@code least} zeros, up to a multiple of four. */
    private static void pad(ByteArrayOutputStream to, int length, int least) {
        int end = length + least;
        for (int i = length; i < (end + 3 & ~3); i++) {
            to.write(0);
        }
    }
}
