package org.servin.api.internal.access;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.http.HttpExchange;
import org.servin.http.Peer;
import org.servin.spi.auth.AccessAnswer;

/**
 * An exchange whose answer is held back until somebody has judged it: small ones in full, of streams and large ones status and headers. A connection that is taken over has no
 * answer that could be judged.
 */
final class ReviewedExchange implements HttpExchange {
    private static final int LARGEST_HELD = 64 << 10;
    private static final int OK = 200;

    /** Judges an answer: AccessRefused if it must not be sent. */
    interface Review {
        void judge(AccessAnswer answer);
    }

    private final HttpExchange exchange;
    private final Map<String, List<String>> sentAlready;
    private final Review review;
    private final Body body = new Body();
    private int status = OK;
    private Map<String, List<String>> headers = new LinkedHashMap<>();
    private boolean open;
    private boolean hijacked;

    /**
     * Wraps one.
     *
     * @param standardHeaders set already, shown to who judges
     */
    ReviewedExchange(HttpExchange exchange, Map<String, String> standardHeaders, Review review) {
        this.exchange = exchange;
        this.review = review;
        this.sentAlready = new LinkedHashMap<>();
        standardHeaders.forEach((name, value) -> sentAlready.put(name, List.of(value)));
    }

    /** The answer is complete: has it judged, unless it went out before, and lets it go. AccessRefused if it must not. */
    void finish() throws IOException {
        if (!open && !hijacked) {
            judge(Optional.of(body.held.toByteArray()));
            if (body.held.size() > 0) {
                body.held.writeTo(exchange.output());
            }
        }
    }

    private void judge(Optional<byte[]> content) {
        open = true; // if it is refused, what is answered instead is nobody's to judge
        Map<String, List<String>> all = new LinkedHashMap<>(sentAlready);
        headers.forEach((name, values) -> all.merge(name, List.copyOf(values), (a, b) -> b));
        try {
            review.judge(new AccessAnswer(status, all, content));
        } catch (RuntimeException e) {
            body.held.reset();
            headers = new LinkedHashMap<>();
            throw e;
        }
        exchange.status(status);
        headers.forEach((name, values) -> values.forEach(value -> exchange.header(name, value)));
    }

    @Override
    public String method() {
        return exchange.method();
    }

    @Override
    public String path() {
        return exchange.path();
    }

    @Override
    public String query() {
        return exchange.query();
    }

    @Override
    public Map<String, List<String>> headers() {
        return exchange.headers();
    }

    @Override
    public Peer peer() {
        return exchange.peer();
    }

    @Override
    public InputStream body() {
        return exchange.body();
    }

    @Override
    public void status(int newStatus) {
        status = newStatus;
        if (open) {
            exchange.status(newStatus);
        }
    }

    @Override
    public void header(String name, String value) {
        headers.computeIfAbsent(name, k -> new ArrayList<>(1)).add(value);
        if (open) {
            exchange.header(name, value);
        }
    }

    @Override
    public OutputStream output() {
        return body;
    }

    @Override
    public boolean committed() {
        return exchange.committed();
    }

    @Override
    public void onClientGone(Runnable action) {
        exchange.onClientGone(action);
    }

    @Override
    public void hijack(byte[] preamble, Session session) {
        hijacked = true;
        exchange.hijack(preamble, session);
    }

    /** Holds back what is small enough. */
    private final class Body extends OutputStream {
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!open && held.size() + length > LARGEST_HELD) {
                release();
            }
            if (open) {
                exchange.output().write(bytes, offset, length);
            } else {
                held.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            if (!open) {
                release();
            }
            exchange.output().flush();
        }

        private void release() throws IOException {
            judge(Optional.empty());
            held.writeTo(exchange.output());
            held.reset();
        }
    }
}
