package org.servin.core.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.servin.linux.io.ByteScan;
import org.servin.spi.log.LogSource;

/** Makes records of what is next in a stream. For one delivery's turns. */
final class BatchReader {
    private static final int BATCH_BYTES = 64 * 1024;
    private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[BATCH_BYTES]);
    private static final ThreadLocal<Batch> BATCH = ThreadLocal.withInitial(Batch::new);

    private final long[] searched = new long[LogSource.values().length];
    private final ArrivalTimes.Answer came = new ArrivalTimes.Answer();
    private long lastNanos;

    /** A buffer of the present thread. */
    static byte[] buffer() {
        return BUFFER.get();
    }

    /** The time of the last record that was made. */
    long lastNanos() {
        return lastNanos;
    }

    /** No record is to be older than that. */
    void notBefore(long epochNanos) {
        lastNanos = Math.max(lastNanos, epochNanos);
    }

    /**
     * The next records of a stream, none if there is no whole one. They count as being on their way. What was dropped before them is the first.
     *
     * @param ended whether no more will come
     * @return the present thread's, until the next call
     */
    Batch next(SpoolFolder spools, Checkpoint checkpoint, LogPart part, LogSource source, boolean ended) {
        int stream = source.ordinal();
        Batch batch = BATCH.get();
        batch.begin(BUFFER.get());
        synchronized (checkpoint) {
            Track track = checkpoint.track(stream);
            track.gap().ifPresent(gap -> tell(gap, part, spools.times(stream), batch));
            long start = track.start();
            long size = Math.min(spools.size(stream), track.until());
            long end = Math.min(size, track.limit());
            if (end > start) {
                fill(batch, new Stretch(spools, source, start, end, ended && end == size, part.mode().lineBytes()));
            }
            if (!batch.isEmpty()) {
                track.sent(batch.position(batch.size()));
            }
        }
        return batch;
    }

    private void tell(Track.Gap gap, LogPart part, ArrivalTimes times, Batch batch) {
        came.forget();
        lastNanos = Math.max(came.at(times, gap.end(), EpochClock.nanos()), lastNanos + 1);
        byte[] text = ("servin: " + gap.records() + " records (" + gap.bytes() + " bytes) dropped: the log driver " + part.driver() + " was too slow").getBytes(UTF_8);
        System.arraycopy(text, 0, batch.bytes(), 0, text.length);
        batch.add(LogSource.STDERR, lastNanos, 0, text.length, true, gap.end());
    }

    /**
     * What may go into a batch.
     *
     * @param last whether nothing will follow it
     * @param piece the most bytes of a record
     */
    private record Stretch(SpoolFolder spools, LogSource source, long start, long end, boolean last, int piece) {
        int read(long position, byte[] into, int offset) {
            return spools.read(source.ordinal(), position, into, offset, (int) Math.min(into.length - offset, end - position));
        }
    }

    private void fill(Batch batch, Stretch stretch) {
        int before = batch.size();
        int used = before == 0 ? 0 : batch.end(0);
        if (isBeginningOnly(stretch, batch.bytes(), used)) {
            return;
        }
        cut(batch, stretch, used);
        int room = batch.bytes().length - used;
        if (batch.size() == before && stretch.end - stretch.start > room && stretch.piece > room) {
            byte[] longer = new byte[used + (int) Math.min(stretch.piece + 1, stretch.end - stretch.start)];
            System.arraycopy(batch.bytes(), 0, longer, 0, used);
            batch.goOn(longer);
            cut(batch, stretch, used);
        }
        searched[stretch.source.ordinal()] = batch.size() == before ? stretch.end : 0;
    }

    /** Whether there is still but the beginning of a long line: then what was looked at before is not looked at again. */
    private boolean isBeginningOnly(Stretch stretch, byte[] buffer, int used) {
        int stream = stretch.source.ordinal();
        if (stretch.last || searched[stream] - stretch.start < buffer.length || stretch.end - stretch.start >= stretch.piece) {
            return false;
        }
        while (searched[stream] < stretch.end) {
            int n = stretch.read(searched[stream], buffer, used);
            if (ByteScan.indexOf(buffer, used, used + n, (byte) '\n') < used + n) {
                return false;
            }
            searched[stream] += n;
        }
        return true;
    }

    private void cut(Batch batch, Stretch stretch, int used) {
        byte[] buffer = batch.bytes();
        int length = used + stretch.read(stretch.start, buffer, used);
        long origin = stretch.start - used;
        ArrivalTimes times = stretch.spools.times(stretch.source.ordinal());
        long now = EpochClock.nanos();
        came.forget();
        LineSplitter.split(buffer, used, length, stretch.last && origin + length == stretch.end, stretch.piece, (from, textEnd, recordEnd, complete) -> {
            lastNanos = Math.max(came.at(times, origin + recordEnd, now), lastNanos + 1);
            return batch.add(stretch.source, lastNanos, from, textEnd, complete, origin + recordEnd);
        });
    }
}
