package org.servin.runtime.internal.plan;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Operations for servin-init, executed in order.
 *
 * @param ops the operations
 */
public record Program(List<Op> ops) {
    /** Copies the list. */
    public Program {
        ops = List.copyOf(ops);
    }

    /** The binary form: its length in bytes, then each operation's code, length and operands. */
    public byte[] encode() {
        ByteArrayOutputStream body = new ByteArrayOutputStream(4096);
        ops.forEach(op -> op.encode(body));
        ByteArrayOutputStream whole = new ByteArrayOutputStream(body.size() + Integer.BYTES);
        Operands.put32(whole, body.size());
        whole.writeBytes(body.toByteArray());
        return whole.toByteArray();
    }

    /** One operation a line, for people and golden files. */
    @Override
    public String toString() {
        return ops.stream().map(op -> op + "\n").collect(Collectors.joining());
    }
}
