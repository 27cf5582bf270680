package org.servin.auth.jwt.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that the issuer publishes. One thread, which ends when it is idle, fetches them; requests wait for it only if there is nothing else, and not for long. While the issuer is
 * down the keys that are there serve for a limited time, since a key that was withdrawn must not be trusted for ever.
 */
final class PublishedKeys implements Keys {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);
    private static final long IDLE_SECONDS = 10;

    private final Source source;
    private final KeyReader reader;
    private final Pace pace;
    private final LongSupplier nanos;
    private final ThreadPoolExecutor fetcher;
    private Held held;
    private CompletableFuture<KeyRing> flight;
    private long lastEnd;
    private String failure = "";
    private boolean tried;

    /** Fetches what is published, within a bounded time. */
    interface Source extends AutoCloseable {
        byte[] fetch() throws IOException;

        /** Ends what it keeps for the next time. */
        @Override
        default void close() { }
    }

    /**
     * How often and how long.
     *
     * @param refresh after which keys are fetched again, while those that are there serve
     * @param lifetime for which keys serve that cannot be fetched again
     * @param again after a fetch, before an unknown key has them fetched once more
     * @param retry after a fetch that failed
     * @param patience of a request
     */
    record Pace(Duration refresh, Duration lifetime, Duration again, Duration retry, Duration patience) { }

    private record Held(KeyRing ring, byte[] content, long since) { }

    /** Fetches nothing yet. */
    PublishedKeys(Source source, KeyReader reader, Pace pace, LongSupplier nanos) {
        this.source = source;
        this.reader = reader;
        this.pace = pace;
        this.nanos = nanos;
        this.fetcher = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "jwt-keys");
            thread.setDaemon(true);
            return thread;
        });
        fetcher.allowCoreThreadTimeOut(true);
    }

    @Override
    public KeyRing current() {
        CompletableFuture<KeyRing> coming;
        synchronized (this) {
            if (held != null && age() < pace.refresh().toNanos()) {
                return held.ring();
            }
            coming = fetch(Duration.ZERO);
            if (held != null && age() < pace.lifetime().toNanos()) {
                return held.ring();
            }
            if (coming == null) {
                throw Refusal.unavailable(failure, null);
            }
        }
        return await(coming);
    }

    @Override
    public KeyRing after(KeyRing known) {
        CompletableFuture<KeyRing> coming;
        synchronized (this) {
            if (held != null && held.ring() != known) {
                return held.ring();
            }
            coming = fetch(pace.again());
            if (coming == null) {
                if (!failure.isEmpty()) {
                    throw Refusal.unavailable(failure, null);
                }
                return known;
            }
        }
        return await(coming);
    }

    private long age() {
        return nanos.getAsLong() - held.since();
    }

    /** What is on its way, or null if the last one ended too short a time ago. Called under the lock. */
    private CompletableFuture<KeyRing> fetch(Duration interval) {
        if (flight != null) {
            return flight;
        }
        long pause = (failure.isEmpty() ? interval : pace.retry()).toNanos();
        if (tried && nanos.getAsLong() - lastEnd < pause) {
            return null;
        }
        CompletableFuture<KeyRing> begun = new CompletableFuture<>();
        try {
            fetcher.execute(() -> run(begun));
        } catch (RejectedExecutionException e) {
            throw Refusal.unavailable("the driver is being stopped", e);
        }
        flight = begun;
        return begun;
    }

    private void run(CompletableFuture<KeyRing> result) {
        try {
            byte[] content = source.fetch();
            KeyRing ring = same(content);
            ended(new Held(ring == null ? reader.read(content) : ring, content, nanos.getAsLong()), "");
            result.complete(held());
        } catch (IOException | RuntimeException | Error e) { // of whatever class: a fetch that never ended would be waited for by all that come
            ended(null, String.valueOf(e.getMessage()));
            result.completeExceptionally(e);
        }
    }

    private synchronized KeyRing held() {
        return held.ring();
    }

    /** Keys that were not changed stay the same, so that what was proven by them stays proven. */
    private synchronized KeyRing same(byte[] content) {
        return held != null && Arrays.equals(held.content(), content) ? held.ring() : null;
    }

    private synchronized void ended(Held newer, String reason) {
        if (!reason.isEmpty() && failure.isEmpty()) {
            LOG.warn("tokens' keys cannot be fetched: {}; {}", reason, held == null ? "until they can, no token is accepted" : "those that are there serve for up to " + pace.lifetime().toSeconds()
                    + " s since they came");
        } else if (reason.isEmpty() && !failure.isEmpty()) {
            LOG.info("tokens' keys can be fetched again");
        }
        if (newer != null) {
            if (held == null || held.ring() != newer.ring()) {
                LOG.info("tokens are checked with {} published keys, {} others were passed over", newer.ring().keys().size(), newer.ring().unusable().size());
            }
            held = newer;
        }
        failure = reason;
        lastEnd = nanos.getAsLong();
        tried = true;
        flight = null;
    }

    private KeyRing await(CompletableFuture<KeyRing> coming) {
        try {
            return coming.get(pace.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw Refusal.unavailable(String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (TimeoutException e) {
            throw Refusal.unavailable("the issuer's keys have not come within " + pace.patience().toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
        }
    }

    @Override
    public void close() {
        fetcher.shutdownNow();
        source.close();
    }
}
