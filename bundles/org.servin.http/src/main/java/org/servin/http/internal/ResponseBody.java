package org.servin.http.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;

/** An answer's body: small ones go out in one piece with their length, flushed ones in chunks. */
final class ResponseBody extends OutputStream {
    private static final int LIMIT = 32 * 1024;

    private final Response response;
    private byte[] kept = new byte[1024];
    private int count;
    private boolean started;

    ResponseBody(Response response) {
        this.response = response;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (count + length > LIMIT) {
            flush();
        }
        if (length > LIMIT) {
            send(ByteBuffer.wrap(bytes, offset, length));
            return;
        }
        if (count + length > kept.length) {
            kept = java.util.Arrays.copyOf(kept, Math.min(LIMIT, Math.max(kept.length * 2, count + length)));
        }
        System.arraycopy(bytes, offset, kept, count, length);
        count += length;
    }

    @Override
    public void flush() throws IOException {
        if (count > 0 || !started) {
            int n = count;
            count = 0;
            send(ByteBuffer.wrap(kept, 0, n));
        }
    }

    private void send(ByteBuffer bytes) throws IOException {
        started = true;
        try (Blocker.Callback done = Blocker.callback()) {
            response.write(false, bytes, done);
            done.block();
        }
    }

    /** Ends the answer; {@code callback} learns how that went. */
    void finish(Callback callback) {
        // 1xx, 204 and 304 have no body, and so no length (RFC 9110, 8.6)
        if (!started && response.getStatus() != 204 && response.getStatus() != 304 && !response.getHeaders().contains("Content-Length")) {
            response.getHeaders().put("Content-Length", count);
        }
        response.write(true, ByteBuffer.wrap(kept, 0, count), callback);
    }
}
