package org.servin.log.fluentd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.msgpack.core.MessageInsufficientBufferException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/** One connection to a destination: messages there, and acknowledgements back. One thread at a time. */
final class Session implements AutoCloseable {
    private static final int ANSWER_BYTES = 4096;

    private final Wire wire;
    private final ByteBuffer answers = ByteBuffer.allocate(ANSWER_BYTES);

    Session(Wire wire) {
        this.wire = wire;
    }

    /** Whether the destination has ended the connection, which it does when it stops. */
    boolean hasEnded() throws IOException {
        if (!answers.hasRemaining()) {
            throw new IOException("the destination talks without being asked");
        }
        return wire.readNow(answers) < 0;
    }

    /** Sends a message. */
    void send(List<ByteBuffer> message, long deadline) throws IOException {
        for (ByteBuffer part : message) {
            wire.write(part, deadline);
        }
    }

    /** Waits until the destination has acknowledged a message: section "Response" of the specification. */
    void awaitAck(String chunk, long deadline) throws IOException {
        while (true) {
            Value answer = answer(deadline);
            if (answer.isArrayValue()) { // section "HELO"
                throw new IOException("the destination asks for authentication, which this driver has no options for");
            }
            Value ack = answer.isMapValue() ? answer.asMapValue().map().get(ValueFactory.newString("ack")) : null;
            if (ack == null || !ack.isStringValue()) {
                throw new IOException("the destination answers something else than an acknowledgement");
            }
            if (ack.asStringValue().asString().equals(chunk)) {
                return;
            }
        }
    }

    private Value answer(long deadline) throws IOException {
        while (true) {
            answers.flip();
            try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(answers)) {
                Value value = unpacker.unpackValue();
                answers.position((int) unpacker.getTotalReadBytes());
                return value;
            } catch (MessageInsufficientBufferException more) {
                answers.position(0); // perhaps a part of it has come
            } finally {
                answers.compact();
            }
            if (!answers.hasRemaining()) {
                throw new IOException("the destination's answer is too long for an acknowledgement");
            }
            if (wire.read(answers, deadline) < 0) {
                throw new EOFException("the destination ended the connection");
            }
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
