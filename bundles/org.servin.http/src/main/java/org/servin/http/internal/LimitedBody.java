package org.servin.http.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;

/** A body of a request, as long and as slow as it may be. A reader that closes it, as those that decompress do, does not end the request. */
final class LimitedBody extends FilterInputStream {
    private final ClientEndPoint client;
    private final Limits limits;
    private long count;
    private int refused;

    LimitedBody(InputStream in, ClientEndPoint client, Limits limits) {
        super(in);
        this.client = client;
        this.limits = limits;
    }

    /** The status with which it was refused; 0 if it was not. */
    int refused() {
        return refused;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        client.awaitBody(limits.body());
        int n;
        try {
            n = in.read(bytes, offset, length);
        } catch (IOException e) {
            refused = e.getCause() instanceof TimeoutException ? 408 : refused;
            throw e;
        } finally {
            client.endBody();
        }
        count += Math.max(0, n);
        if (count > limits.bodyBytes()) {
            refused = 413;
            throw new IOException("the body is larger than " + limits.bodyBytes() + " bytes");
        }
        return n;
    }

    /** Gives back what Jetty has read already. */
    void forget() throws IOException {
        in.skip(in.available());
    }

    @Override
    public void close() { }
}
