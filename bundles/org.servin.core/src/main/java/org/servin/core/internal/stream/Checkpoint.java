package org.servin.core.internal.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLongArray;
import org.servin.linux.Fd;
import org.servin.linux.io.Descriptors;

/**
 * How much of each stream's {@link Spool} the log has, and which batch is on its way: the memory that makes delivery exactly-once
 * over the engine's death. Changed by one thread at a time; {@link #delivered(int)} may be asked by any.
 *
 * <p><b>Why no crash point loses or doubles a byte.</b> State: {@code delivered} positions, and an optional intent {@code (stream, mark, from, to)}. A batch of the
 * bytes {@code [from, to)}, {@code from == delivered}, goes through three steps, and the engine may die after or inside each:
 * <ol>
 * <li>{@link #intend} keeps the intent. Death before: the log has nothing of the batch, {@code delivered == from}: it is simply sent. Death after: an intent is found; the
 *   sink is rewound to the mark, which cuts nothing.
 * <li>The sink appends. Death inside or after: the log has none, some or all of it; the rewind cuts exactly that, and the batch is sent again from {@code from}.
 *   Bytes that came meanwhile may make the new batch longer: records depend on nothing but the bytes from a record's start on, so they are the same ones.
 * <li>{@link #delivered} moves {@code delivered} to {@code to} and forgets the intent, in one write. Death before: as in 2. Death after: the next batch starts at {@code to}.
 * </ol>
 * Each save is one {@code pwrite} of less than a page at offset 0. The kernel copies a piece within one page of the page cache without looking at signals, so that SIGKILL
 * leaves the old text or the new one. (A memory map would need an order of its own for its several words.) A new file is written before
 * there is a spool, with nothing delivered. Power cuts do not matter: the container is gone with them.
 *
 * <p>The spool's part of the argument is in {@link Spool}. An append that fails leaves its intent in force and is repeated the same way in the same process.
 */
final class Checkpoint implements AutoCloseable {
    private static final int MAGIC = 0x53565031;
    private static final int SIZE = 1024;
    private static final int HEAD = 4 + 4 * 8 + 2 * 4;
    private static final int NONE = -1;
    private static final int MARK_BYTES = 900;

    private final Path path;
    private final Fd file;
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE);
    private final AtomicLongArray delivered = new AtomicLongArray(2);
    private long run;
    private long lastNanos;
    private int intentStream = NONE;
    private String mark = "";
    private long refused;

    /** Opens the file, or makes it, for a run of the container that began then. */
    Checkpoint(Path path, long runEpochNanos) {
        this.path = path;
        file = Descriptors.open(path, Descriptors.O_RDWR | Descriptors.O_CREAT, 0600);
        run = runEpochNanos;
        load();
    }

    private void load() {
        byte[] bytes = buffer.array();
        int n = Descriptors.pread(file.number(), bytes, 0, SIZE, 0);
        buffer.clear().limit(n);
        if (n < HEAD || buffer.getInt() != MAGIC) {
            save();
            return;
        }
        run = buffer.getLong();
        delivered.set(0, buffer.getLong());
        delivered.set(1, buffer.getLong());
        lastNanos = buffer.getLong();
        intentStream = buffer.getInt();
        byte[] text = new byte[buffer.getInt()];
        buffer.get(text);
        mark = new String(text, StandardCharsets.UTF_8);
        refused = buffer.remaining() < Long.BYTES ? 0 : buffer.getLong();
    }

    /** When the run began whose state this is. */
    long run() {
        return run;
    }

    /** The position up to which the log has a stream. Any thread. */
    long delivered(int stream) {
        return delivered.get(stream);
    }

    /** The time of the last record that was sent, or 0. */
    long lastNanos() {
        return lastNanos;
    }

    /** Whether a batch may have been sent in part. */
    boolean pending() {
        return intentStream != NONE;
    }

    /** The sink's mark before that batch. */
    String mark() {
        return mark;
    }

    /** Keeps that a batch of this stream is about to be sent, and the time of its last record. */
    void intend(int stream, String sinkMark, long batchNanos) {
        if (sinkMark.getBytes(StandardCharsets.UTF_8).length > MARK_BYTES) {
            throw new IllegalArgumentException("a log driver's mark is too long: " + sinkMark.length() + " characters");
        }
        intentStream = stream;
        mark = sinkMark;
        lastNanos = batchNanos;
        save();
    }

    /** How many records the log's destination will never have, because it refused them. */
    long refused() {
        return refused;
    }

    /** Keeps that the batch was sent up to a position, and how many of its records were refused. */
    void delivered(int stream, long position, int newlyRefused) {
        delivered.set(stream, position);
        refused += newlyRefused;
        intentStream = NONE;
        save();
    }

    /** Keeps that the sink was rewound: nothing of the batch is in the log. */
    void rewound() {
        intentStream = NONE;
        save();
    }

    private void save() {
        byte[] text = mark.getBytes(StandardCharsets.UTF_8);
        buffer.clear();
        buffer.putInt(MAGIC).putLong(run).putLong(delivered.get(0)).putLong(delivered.get(1)).putLong(lastNanos).putInt(intentStream);
        buffer.putInt(text.length).put(text).putLong(refused);
        Descriptors.pwrite(file.number(), buffer.array(), 0, buffer.position(), 0);
    }

    @Override
    public void close() {
        file.close();
    }

    /** Closes and deletes the file. */
    void delete() {
        close();
        Spool.delete(path);
    }
}
