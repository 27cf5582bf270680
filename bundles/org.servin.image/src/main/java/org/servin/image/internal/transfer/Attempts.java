package org.servin.image.internal.transfer;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.servin.image.Progress;
import org.servin.image.internal.content.BlobWriteException;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.registry.RegistryException;
import org.servin.image.internal.registry.UnauthenticatedException;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Tries a transfer again, after a growing pause, when it failed for a reason that may pass. Thread-safe. */
final class Attempts {
    private static final int MAX_PAUSE_SECONDS = 8;
    private final int most;
    private final Progress.Sink sink;

    /**
     * Shows the pauses.
     *
     * @param most how often is tried
     */
    Attempts(int most, Progress.Sink sink) {
        this.most = most;
        this.sink = sink;
    }

    /** What is tried. */
    @FunctionalInterface
    interface Attempt {
        /** Tries; called again it goes on, or begins anew. */
        void run() throws IOException;
    }

    /** Does it, with the last attempt's failure if none succeeds. */
    void run(String digest, Attempt attempt) throws IOException {
        for (int number = 1; ; number++) {
            try {
                attempt.run();
                return;
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
                }
                if (number >= most || !isPassing(e)) {
                    throw e;
                }
                pause(Digests.shortened(digest), number);
            }
        }
    }

    private static boolean isPassing(IOException e) {
        return !(e instanceof BlobWriteException) && !(e instanceof UnauthenticatedException) && (!(e instanceof RegistryException answer) || answer.isPassing());
    }

    private void pause(String id, int attempt) {
        int seconds = Math.min(1 << attempt - 1, MAX_PAUSE_SECONDS);
        CountDownLatch never = new CountDownLatch(1);
        try {
            for (int left = seconds; left > 0; left--) {
                sink.show(Progress.of(id, "Retrying in " + left + (left == 1 ? " second" : " seconds")));
                if (never.await(1, TimeUnit.SECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
        }
    }
}
