package org.servin.image.internal.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.servin.image.Progress;
import org.servin.image.internal.content.BlobWriteException;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.content.Ingest;
import org.servin.image.internal.registry.Repository;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Fetches one blob into the content store: bounded by the size that its manifest gives, going on after failures where it stopped, verified. */
final class Download {
    private static final int CHUNK = 64 * 1024;
    private final Repository repository;
    private final Blobs blobs;
    private final Attempts attempts;
    private final Progress.Sink sink;

    Download(Repository repository, Blobs blobs, int attempts, Progress.Sink sink) {
        this.repository = repository;
        this.blobs = blobs;
        this.attempts = new Attempts(attempts, sink);
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
                        "filesystem layer verification failed for digest " + blob.digest());
            }
            ingest.commit();
        }
    }

    private void receive(Descriptor blob, String id, Ingest ingest) throws IOException {
        try {
            attempts.run(blob.digest(), () -> attempt(blob, id, ingest));
        } catch (EOFException e) {
            throw truncated(blob, ingest, e);
        } catch (BlobWriteException e) {
            throw unwritable(blob, e);
        }
    }

    private static IOException truncated(Descriptor blob, Ingest ingest, IOException cause) {
        return new IOException("layer " + blob.digest() + " is truncated: got " + ingest.size() + " of " + blob.size() + " bytes: unexpected EOF", cause);
    }

    private static IOException unwritable(Descriptor blob, IOException cause) {
        return new IOException("failed to register layer " + blob.digest() + ": " + cause.getMessage(), cause);
    }

    private void attempt(Descriptor blob, String id, Ingest ingest) throws IOException {
        if (ingest.size() == blob.size()) {
            return;
        }
        try (Repository.Arriving arriving = repository.blob(blob, ingest.size())) {
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
