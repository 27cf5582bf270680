package org.servin.image.internal.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.function.LongConsumer;

/** The body of a request, which can be sent again when the registry asks twice. To be closed when the answer is here; knows when something was last taken of it. */
final class Outgoing implements AutoCloseable {
    private final Source source;
    private final long length;
    private final LongConsumer progress;
    private volatile InputStream open;
    private volatile long moved = System.nanoTime();

    /** Gives the content from its start. */
    @FunctionalInterface
    interface Source {
        /** Opens it. */
        InputStream open() throws IOException;
    }

    /**
     * Content of a known length.
     *
     * @param progress hears how many bytes were taken so far
     */
    Outgoing(Source source, long length, LongConsumer progress) {
        this.source = source;
        this.length = length;
        this.progress = progress;
    }

    /** A small body. */
    static Outgoing of(byte[] bytes) {
        return new Outgoing(() -> new java.io.ByteArrayInputStream(bytes), bytes.length, n -> { });
    }

    /** The body from its start. */
    BodyPublisher publisher() {
        moved = System.nanoTime();
        return length == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::begin), length);
    }

    /** How many bytes it has. */
    long length() {
        return length;
    }

    /** How long nothing was taken, in nanoseconds. */
    long idle() {
        return System.nanoTime() - moved;
    }

    /** Its bytes from their start. */
    InputStream begin() {
        try {
            close();
            open = new Told(source.open());
            return open;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        InputStream before = open;
        if (before != null) {
            before.close();
        }
    }

    private final class Told extends FilterInputStream {
        private long count;

        Told(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int wanted) throws IOException {
            int got = super.read(buffer, offset, wanted);
            moved = System.nanoTime();
            if (got > 0) {
                count += got;
                progress.accept(count);
            }
            return got;
        }
    }
}
