package org.servin.image.internal.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * The body of an answer, as a stream that fails when nothing comes for too long, and at once when its reader is interrupted: that of Java 17's client waits on in both
 * cases. Read by one thread; at most two of the client's buffers wait for it.
 */
final class ArrivingBody extends InputStream implements BodySubscriber<ArrivingBody> {
    private static final List<ByteBuffer> END = List.of();
    private final BlockingQueue<List<ByteBuffer>> arrived = new LinkedBlockingQueue<>();
    private final Queue<ByteBuffer> current = new ArrayDeque<>();
    private final Duration silence;
    private Flow.Subscription subscription;
    private volatile Throwable failure;
    private volatile boolean closed;
    private boolean ended;

    /**
     * A body to come.
     *
     * @param silence how long nothing may come
     */
    ArrivingBody(Duration silence) {
        this.silence = silence;
    }

    @Override
    public CompletionStage<ArrivingBody> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
        if (closed || subscription != null) {
            given.cancel();
        } else {
            subscription = given;
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (!buffers.isEmpty()) {
            arrived.add(buffers);
        } else {
            more();
        }
    }

    @Override
    public void onError(Throwable cause) {
        failure = cause;
        arrived.add(END);
    }

    @Override
    public void onComplete() {
        arrived.add(END);
    }

    private synchronized void more() {
        if (subscription != null && !closed) {
            subscription.request(1);
        }
    }

    @Override
    public int read() throws IOException {
        return isAvailable() ? Byte.toUnsignedInt(current.element().get()) : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!isAvailable()) {
            return -1;
        }
        int count = Math.min(length, current.element().remaining());
        current.element().get(bytes, offset, count);
        return count;
    }

    /** Waits for something to read; false at the end. */
    private boolean isAvailable() throws IOException {
        while (!current.isEmpty() && !current.element().hasRemaining()) {
            current.remove();
        }
        while (current.isEmpty()) {
            List<ByteBuffer> next = ended ? END : await();
            if (next == END) { // what it is, and not what it holds
                ended = true;
                return atEnd();
            }
            next.stream().filter(ByteBuffer::hasRemaining).forEach(current::add);
            more();
        }
        return true;
    }

    private List<ByteBuffer> await() throws IOException {
        try {
            List<ByteBuffer> next = arrived.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                close();
                throw new IOException("i/o timeout: nothing arrived for " + silence.toSeconds() + " seconds");
            }
            return next;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
        }
    }

    private boolean atEnd() throws IOException {
        if (closed) {
            throw new IOException("the body was closed");
        }
        if (failure != null) {
            throw HttpFailures.body(failure instanceof IOException io ? io : new IOException(String.valueOf(failure.getMessage()), failure));
        }
        return false;
    }

    /** Gives up what has not arrived. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            ended = true;
            current.clear();
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }
}
