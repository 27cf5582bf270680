package org.servin.http.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Takes a body that is small and a whole, as those of JSON are, before anybody reads it, so that a slow client holds no thread. Its buffer grows as bytes come. */
final class SmallBody {
    private static final int LARGEST = 64 * 1024;
    private static final int FIRST = 1024;

    private final Request request;
    private final ClientEndPoint client;
    private final long patience;
    private final Consumer<byte[]> whole;
    private final Consumer<Throwable> failed;
    private byte[] bytes;
    private int count;
    private boolean waiting;

    private SmallBody(Request request, ClientEndPoint client, long patience, Consumer<byte[]> whole, Consumer<Throwable> failed) {
        this.request = request;
        this.client = client;
        this.patience = patience;
        this.whole = whole;
        this.failed = failed;
        bytes = new byte[(int) Math.min(FIRST, request.getLength())];
    }

    /** Whether a request has one. */
    static boolean isIn(Request request) {
        long length = request.getLength();
        if (length <= 0 || length > LARGEST || request.getHeaders().contains(HttpHeader.EXPECT)) {
            return false;
        }
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type != null && type.startsWith("application/json");
    }

    /**
     * Takes it.
     *
     * @param patience how long it may take, in nanoseconds
     * @param whole gets it; in this thread if it is there already
     * @param failed learns why it does not come, a {@link TimeoutException} if it is too slow
     */
    static void take(Request request, ClientEndPoint client, long patience, Consumer<byte[]> whole, Consumer<Throwable> failed) {
        new SmallBody(request, client, patience, whole, failed).read();
    }

    private void read() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (!waiting) { // another byte now and then makes it no longer
                    waiting = true;
                    client.awaitBody(patience);
                }
                request.demand(this::read);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                client.endBody();
                failed.accept(chunk.getFailure());
                return;
            }
            keep(chunk.getByteBuffer());
            boolean last = chunk.isLast();
            chunk.release();
            if (last) {
                client.endBody();
                whole.accept(count == bytes.length ? bytes : Arrays.copyOf(bytes, count));
                return;
            }
        }
    }

    private void keep(ByteBuffer more) {
        int n = more.remaining();
        if (count + n > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, count + n));
        }
        more.get(bytes, count, n);
        count += n;
    }
}
