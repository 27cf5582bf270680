package org.servin.linux.socket;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/** The messages of a batch as the kernel takes many datagrams at once: sendmmsg(2). Used by one thread. */
public final class DatagramBatch implements AutoCloseable {
    /** Sizes of struct mmsghdr and struct iovec, and places in the former: bits/socket.h. */
    private static final int HEADER = 64;
    private static final int HEADER_VECTOR = 16;
    private static final int HEADER_VECTORS = 24;
    private static final int VECTOR = 16;

    private final int count;
    private final Memory data;
    private final Memory headers;

    /** Of a batch with at least one message, which is copied. */
    public DatagramBatch(MessageBuffer batch) {
        count = batch.messages();
        data = new Memory(Math.max(1, batch.length()));
        data.write(0, batch.bytes(), 0, batch.length());
        headers = new Memory((long) count * (HEADER + VECTOR));
        headers.clear();
        long texts = Pointer.nativeValue(data);
        long vectors = Pointer.nativeValue(headers) + (long) count * HEADER;
        for (int i = 0; i < count; i++) {
            long vector = (long) count * HEADER + (long) i * VECTOR;
            headers.setLong(vector, texts + batch.start(i));
            headers.setLong(vector + Long.BYTES, batch.end(i) - batch.start(i));
            headers.setLong((long) i * HEADER + HEADER_VECTOR, vectors + (long) i * VECTOR);
            headers.setLong((long) i * HEADER + HEADER_VECTORS, 1);
        }
    }

    /** Sends the messages from one on, and tells how many; 0 if none fits now. EMSGSIZE if the first one is too long for a datagram. */
    public int send(ClientSocket socket, int from) {
        return socket.sendMany(headers, (long) from * HEADER, count - from);
    }

    @Override
    public void close() {
        data.close();
        headers.close();
    }
}
