package org.servin.image.internal.transfer;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.servin.image.Progress;

/** Shows how far something is, ten times a second at most. Used by one thread. */
public final class Bar implements LongConsumer {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private final Progress.Sink sink;
    private final String id;
    private final String status;
    private final long total;
    private long shown = System.nanoTime() - PAUSE;

    /** A bar of a job on something. */
    public Bar(Progress.Sink sink, String id, String status, long total) {
        this.sink = sink;
        this.id = id;
        this.status = status;
        this.total = total;
    }

    @Override
    public void accept(long current) {
        long now = System.nanoTime();
        if (now - shown >= PAUSE || current == total) {
            shown = now;
            sink.show(Progress.bar(id, status, current, total));
        }
    }
}
