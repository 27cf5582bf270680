package org.servin.core.internal.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.servin.linux.Fd;
import org.servin.linux.io.Descriptors;
import org.servin.spi.log.LogSource;

/**
 * How much of each stream's {@link Spool} one log has, and which batch is on its way: the memory that makes delivery exactly-once
 * over the engine's death. Its monitor guards everything in it: the delivery's thread and, where records are dropped, the pump's change it.
 *
 * <p><b>Why no crash point loses or doubles a byte.</b> State: {@code delivered} positions, and an optional intent {@code (stream, mark, from, to)}. A batch of the
 * bytes {@code [from, to)}, {@code from == delivered}, goes through three steps, and the engine may die after or inside each:
 * <ol>
 * <li>{@link #intend} keeps the intent. Death before: the log has nothing of the batch, {@code delivered == from}: it is simply sent. Death after: an intent is found; the
 *   sink is rewound to the mark, which cuts nothing.
 * <li>The sink appends. Death inside or after: the log has none, some or all of it; the rewind cuts exactly that, and the batch is sent again from {@code from}.
 *   Bytes that came meanwhile may make the new batch longer: records depend on nothing but the bytes from a record's start on, so they are the same ones.
 * <li>{@link #settle} moves {@code delivered} to {@code to} and forgets the intent, in one write. Death before: as in 2. Death after: the next batch starts at {@code to}.
 * </ol>
 * Each save is one {@code pwrite} of less than a page at offset 0. The kernel copies a piece within one page of the page cache without looking at signals, so that SIGKILL
 * leaves the old text or the new one. (A memory map would need an order of its own for its several words.) A new file is written before
 * there is a spool, with nothing delivered. Power cuts do not matter: the container is gone with them.
 *
 * <p>The spool's part of the argument is in {@link Spool}. An append that fails leaves its intent in force and is repeated the same way in the same process. What is dropped is
 * kept here before its bytes are given up.
 *
 * <p>From the second page on the file says what it is the state of: see {@link LogPart}. That is written once, before the rest.
 */
final class Checkpoint implements AutoCloseable {
    private static final int MAGIC = 0x53565032;
    /** What engines before this one wrote: the same up to the mark, and nothing after it. */
    private static final int EARLIER_MAGIC = 0x53565031;
    private static final int SIZE = 2048;
    private static final int HEAD = 4 + 4 * 8 + 2 * 4;
    private static final int NONE = -1;
    private static final int MARK_BYTES = 900;
    private static final int PART_AT = 4096;
    private static final int STREAMS = LogSource.values().length;

    private final Path path;
    private final Fd file;
    private Tally tally = new Tally();
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE);
    private final Track[] tracks = new Track[STREAMS];
    private final long run;
    private long lastNanos;
    private int intentStream = NONE;
    private String mark = "";

    private Checkpoint(Path path, Fd file, long run) {
        this.path = path;
        this.file = file;
        this.run = run;
    }

    /**
     * Makes the file.
     *
     * @param runEpochNanos when the container's run began whose streams these are
     * @param from where each stream begins
     * @param tally counts; kept with the rest
     */
    static Checkpoint make(Path path, long runEpochNanos, LogPart part, long[] from, Tally tally) {
        Fd file = Descriptors.open(path, Descriptors.O_RDWR | Descriptors.O_CREAT | Descriptors.O_TRUNC, 0600);
        Checkpoint made = new Checkpoint(path, file, runEpochNanos);
        made.tally = tally;
        for (int i = 0; i < STREAMS; i++) {
            made.tracks[i] = new Track(from[i]);
        }
        made.describe(part);
        made.save();
        return made;
    }

    /** Opens a file that an engine before this one has left; empty if that was killed while it made the file. */
    static Optional<Checkpoint> open(Path path) {
        Fd file = Descriptors.open(path, Descriptors.O_RDWR, 0600);
        ByteBuffer from = ByteBuffer.allocate(SIZE);
        from.limit(Descriptors.pread(file.number(), from.array(), 0, SIZE, 0));
        int magic = from.limit() < HEAD ? 0 : from.getInt();
        if (magic != MAGIC && magic != EARLIER_MAGIC) {
            file.close();
            return Optional.empty();
        }
        Checkpoint found = new Checkpoint(path, file, from.getLong());
        found.load(from, magic == MAGIC);
        return Optional.of(found);
    }

    private void load(ByteBuffer from, boolean whole) {
        for (int i = 0; i < STREAMS; i++) {
            tracks[i] = new Track(from.getLong());
        }
        lastNanos = from.getLong();
        intentStream = from.getInt();
        byte[] text = new byte[from.getInt()];
        from.get(text);
        mark = new String(text, StandardCharsets.UTF_8);
        if (whole) {
            tally.atLeast(new Tally.Count(from.getLong(), from.getLong(), from.getLong(), from.getLong()));
            for (int i = 0; i < STREAMS; i++) {
                tracks[i] = Track.load(from);
            }
        }
    }

    /** What this is the state of; empty where an earlier engine did not say. */
    synchronized Optional<LogPart> part() {
        byte[] bytes = new byte[(int) Math.max(0, Descriptors.size(file.number()) - PART_AT)];
        int n = Descriptors.pread(file.number(), bytes, 0, bytes.length, PART_AT);
        if (n <= 0) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, n))) {
            return Optional.of(new LogPart(in.readUTF(), in.readBoolean(), map(in), map(in),
                    new LogMode(in.readBoolean(), in.readLong(), in.readLong(), in.readInt(), in.readBoolean()), in.readUTF()));
        } catch (IOException e) {
            throw new UncheckedIOException(path + " is not whole", e);
        }
    }

    private static Map<String, String> map(DataInputStream in) throws IOException {
        Map<String, String> map = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            map.put(in.readUTF(), in.readUTF());
        }
        return map;
    }

    /** Says what this is the state of. */
    synchronized void describe(LogPart part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(part.driver());
            out.writeBoolean(part.only());
            map(part.shared(), out);
            map(part.own(), out);
            out.writeBoolean(part.mode().dropping());
            out.writeLong(part.mode().bufferBytes());
            out.writeLong(part.mode().spoolBytes());
            out.writeInt(part.mode().lineBytes());
            out.writeBoolean(part.mode().required());
            out.writeUTF(part.folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Descriptors.pwrite(file.number(), bytes.toByteArray(), 0, bytes.size(), PART_AT);
    }

    private static void map(Map<String, String> map, DataOutputStream out) throws IOException {
        out.writeInt(map.size());
        for (Map.Entry<String, String> entry : map.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeUTF(entry.getValue());
        }
    }

    /** Counts there from now on; what was counted before is not forgotten. */
    synchronized Checkpoint counting(Tally other) {
        other.atLeast(tally.count());
        tally = other;
        return this;
    }

    /** When the run began whose state this is. */
    long run() {
        return run;
    }

    /** The file. */
    Path path() {
        return path;
    }

    /** Where a stream stands. Changed only in this object's monitor; {@link #keep} keeps changes that are not part of another call. */
    Track track(int stream) {
        return tracks[stream];
    }

    /** The position up to which the log has a stream. Any thread. */
    long delivered(int stream) {
        return tracks[stream].delivered();
    }

    /** The time of the last record that was sent, or 0. */
    synchronized long lastNanos() {
        return lastNanos;
    }

    /** Whether a batch may have been sent in part. */
    synchronized boolean pending() {
        return intentStream != NONE;
    }

    /** The sink's mark before that batch. */
    synchronized String mark() {
        return mark;
    }

    /** Keeps that a batch of this stream is about to be sent, and the time of its last record. */
    synchronized void intend(int stream, String sinkMark, long batchNanos) {
        if (sinkMark.getBytes(StandardCharsets.UTF_8).length > MARK_BYTES) {
            throw new IllegalArgumentException("a log driver's mark is too long: " + sinkMark.length() + " characters");
        }
        intentStream = stream;
        mark = sinkMark;
        lastNanos = batchNanos;
        save();
    }

    /** Keeps that the batch was sent up to a position. */
    synchronized void settle(int stream, long position) {
        tracks[stream].settled(position);
        intentStream = NONE;
        save();
    }

    /** Keeps that the sink was rewound: nothing of the batch is in the log. */
    synchronized void rewound() {
        intentStream = NONE;
        save();
    }

    /** Keeps what was changed. */
    synchronized void keep() {
        save();
    }

    private void save() {
        byte[] text = mark.getBytes(StandardCharsets.UTF_8);
        Tally.Count count = tally.count();
        buffer.clear();
        buffer.putInt(MAGIC).putLong(run);
        for (Track track : tracks) {
            buffer.putLong(track.delivered());
        }
        buffer.putLong(lastNanos).putInt(intentStream).putInt(text.length).put(text);
        buffer.putLong(count.delivered()).putLong(count.dropped()).putLong(count.droppedBytes()).putLong(count.refused());
        for (Track track : tracks) {
            track.save(buffer);
        }
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
