package org.servin.image.internal.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends streams on which nothing arrives for too long: the JDK's client itself waits for ever. */
final class StallGuard {
    private final long limit;
    private final ScheduledThreadPoolExecutor clock;

    StallGuard(Duration limit) {
        this.limit = limit.toNanos();
        clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "registry stall guard");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
    }

    /** The same stream, guarded until it is closed. */
    InputStream watch(InputStream in) {
        return new Watched(in);
    }

    private final class Watched extends FilterInputStream {
        private final ScheduledFuture<?> check;
        private volatile long waitingSince;
        private volatile boolean stalled;

        Watched(InputStream in) {
            super(in);
            check = clock.scheduleWithFixedDelay(this::look, limit / 4, limit / 4, TimeUnit.NANOSECONDS);
        }

        private void look() {
            long since = waitingSince;
            if (since != 0 && System.nanoTime() - since > limit) {
                stalled = true;
                try {
                    in.close();
                } catch (IOException e) {
                    // The reader is woken and fails all the same.
                    check.cancel(false);
                }
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            waitingSince = System.nanoTime() | 1;
            try {
                return super.read(buffer, offset, length);
            } catch (IOException e) {
                throw stalled ? new IOException("i/o timeout: nothing arrived for " + TimeUnit.NANOSECONDS.toSeconds(limit) + " seconds", e) : HttpFailures.body(e);
            } finally {
                waitingSince = 0;
            }
        }

        @Override
        public void close() throws IOException {
            check.cancel(false);
            super.close();
        }
    }
}
