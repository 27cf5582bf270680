package org.servin.image.internal.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.servin.image.Progress;
import org.servin.image.internal.content.BlobWriteException;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.content.Ingest;
import org.servin.image.internal.registry.RegistryException;
import org.servin.image.internal.registry.Repository;
import org.servin.image.internal.registry.UnauthenticatedException;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Fetches one blob into the content store: bounded by the size that its manifest gives, going on after failures where it stopped, verified. */
final class Download {
    private static final int CHUNK = 64 * 1024;
    private static final int MAX_PAUSE_SECONDS = 8;
    private final Repository repository;
    private final Blobs blobs;
    private final int attempts;
    private final Progress.Sink sink;

    Download(Repository repository, Blobs blobs, int attempts, Progress.Sink sink) {
        this.repository = repository;
        this.blobs = blobs;
        this.attempts = attempts;
        this.sink = sink;
    }

    /** Fetches; what fails leaves nothing behind. */
    void fetch(Descriptor blob) throws IOException {
        String id = Digests.shortened(blob.digest());
        try (Ingest ingest = blobs.ingest()) {
            receive(blob, id, ingest);
            sink.show(Progress.of(id, "Verifying Checksum"));
            if (!ingest.digest().equals(blob.digest())) {
                throw new ServinException(ErrorKind.DATA_LOSS,
                        "filesystem layer verification failed for digest " + blob.digest() + ": got " + ingest.digest());
            }
            ingest.commit();
        }
    }

    private void receive(Descriptor blob, String id, Ingest ingest) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                attempt(blob, id, ingest);
                return;
            } catch (IOException e) {
                if (attempt >= attempts || !isPassing(e)) {
                    throw e instanceof EOFException ? truncated(blob, ingest, e) : e instanceof BlobWriteException ? unwritable(blob, e) : e;
                }
                pause(id, attempt);
            }
        }
    }

    private static IOException truncated(Descriptor blob, Ingest ingest, IOException cause) {
        return new IOException("layer " + blob.digest() + " is truncated: got " + ingest.size() + " of " + blob.size() + " bytes: unexpected EOF", cause);
    }

    private static IOException unwritable(Descriptor blob, IOException cause) {
        return new IOException("failed to register layer " + blob.digest() + ": " + cause.getMessage(), cause);
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

    private void attempt(Descriptor blob, String id, Ingest ingest) throws IOException {
        if (ingest.size() == blob.size()) {
            return;
        }
        try (Repository.Arriving arriving = repository.blob(blob.digest(), ingest.size())) {
            if (arriving.offset() != ingest.size()) {
                ingest.restart();
            }
            OptionalLong rest = arriving.rest();
            if (rest.isPresent() && ingest.size() + rest.getAsLong() > blob.size()) {
                throw tooLarge(blob, ingest.size() + rest.getAsLong());
            }
            copy(arriving.body(), blob, ingest, new Bar(sink, id, "Downloading", blob.size()));
        }
    }

    private static ServinException tooLarge(Descriptor blob, long found) {
        return new ServinException(ErrorKind.DATA_LOSS,
                "layer " + blob.digest() + " is larger than its manifest says: at least " + found + " instead of " + blob.size() + " bytes");
    }

    private static void copy(InputStream from, Descriptor blob, Ingest to, Bar bar) throws IOException {
        byte[] chunk = new byte[CHUNK];
        int got;
        while ((got = from.read(chunk)) >= 0) {
            if (to.size() + got > blob.size()) {
                throw tooLarge(blob, to.size() + got);
            }
            to.write(chunk, 0, got);
            bar.accept(to.size());
        }
        if (to.size() < blob.size()) {
            throw new EOFException("unexpected EOF");
        }
    }
}
