package org.servin.core.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.servin.linux.io.ByteScan;
import org.servin.spi.log.LogRecord;
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
        batch.clear();
        synchronized (checkpoint) {
            Track track = checkpoint.track(stream);
            track.gap().ifPresent(gap -> batch.add(told(gap, part, spools.times(stream)), gap.end()));
            long start = track.start();
            long size = Math.min(spools.size(stream), track.until());
            long end = Math.min(size, track.limit());
            if (end > start) {
                fill(batch, spools, source, start, end, ended && end == size, part.mode().lineBytes());
            }
            if (!batch.isEmpty()) {
                track.sent(batch.end(batch.size()));
            }
        }
        return batch;
    }

    private LogRecord told(Track.Gap gap, LogPart part, ArrivalTimes times) {
        came.forget();
        lastNanos = Math.max(came.at(times, gap.end(), EpochClock.nanos()), lastNanos + 1);
        String text = "servin: " + gap.records() + " records (" + gap.bytes() + " bytes) dropped: the log driver " + part.driver() + " was too slow";
        return new LogRecord(LogSource.STDERR, lastNanos, text.getBytes(UTF_8), true);
    }

    private void fill(Batch batch, SpoolFolder spools, LogSource source, long start, long end, boolean last, int piece) {
        int stream = source.ordinal();
        byte[] buffer = BUFFER.get();
        int before = batch.size();
        if (isBeginningOnly(spools, stream, start, end, last, piece)) {
            return;
        }
        cut(batch, spools, source, start, end, last, piece, buffer);
        if (batch.size() == before && end - start > buffer.length && piece > buffer.length) {
            cut(batch, spools, source, start, end, last, piece, new byte[(int) Math.min(piece + 1, end - start)]);
        }
        searched[stream] = batch.size() == before ? end : 0;
    }

    /** Whether there is still but the beginning of a long line: then what was looked at before is not looked at again. */
    private boolean isBeginningOnly(SpoolFolder spools, int stream, long start, long end, boolean last, int piece) {
        byte[] buffer = BUFFER.get();
        if (last || searched[stream] - start < buffer.length || end - start >= piece) {
            return false;
        }
        while (searched[stream] < end) {
            int n = spools.read(stream, searched[stream], buffer, (int) Math.min(buffer.length, end - searched[stream]));
            if (ByteScan.indexOf(buffer, 0, n, (byte) '\n') < n) {
                return false;
            }
            searched[stream] += n;
        }
        return true;
    }

    private void cut(Batch batch, SpoolFolder spools, LogSource source, long start, long end, boolean last, int piece, byte[] buffer) {
        int length = spools.read(source.ordinal(), start, buffer, (int) Math.min(buffer.length, end - start));
        ArrivalTimes times = spools.times(source.ordinal());
        long now = EpochClock.nanos();
        came.forget();
        LineSplitter.split(buffer, length, last && start + length == end, piece, (from, textEnd, recordEnd, complete) -> {
            lastNanos = Math.max(came.at(times, start + recordEnd, now), lastNanos + 1);
            return batch.add(new LogRecord(source, lastNanos, Arrays.copyOfRange(buffer, from, textEnd), complete), start + recordEnd);
        });
    }
}
