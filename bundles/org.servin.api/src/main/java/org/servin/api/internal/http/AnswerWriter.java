package org.servin.api.internal.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.spi.ContainerResponseWriter;

/** Puts what a resource method returned onto the exchange, unless the method has answered there by itself. */
final class AnswerWriter implements ContainerResponseWriter {
    private final ApiCall call;
    private Throwable failure;
    private boolean late;

    AnswerWriter(ApiCall call) {
        this.call = call;
    }

    @Override
    public OutputStream writeResponseStatusAndHeaders(long length, ContainerResponse response) {
        if (call.answered() && response.getStatus() < 300) {
            return OutputStream.nullOutputStream();
        }
        if (call.exchange().committed()) {
            // a stream failed in its middle: cutting the connection is all that can tell the client
            late = true;
            return OutputStream.nullOutputStream();
        }
        if (response.getStatus() >= 400 && !call.version().since(24)) {
            return plainText(response);
        }
        call.exchange().status(response.getStatus());
        if (response.getStatus() == 304 && !call.version().since(24)) {
            call.exchange().header("X-Content-Type-Options", "nosniff");
        }
        for (Map.Entry<String, List<String>> h : response.getStringHeaders().entrySet()) {
            // Jersey names a type for HEAD also where there is nothing
            boolean empty = !response.hasEntity() && h.getKey().equalsIgnoreCase("Content-Type");
            if (!empty && !h.getKey().equalsIgnoreCase("Content-Length")) {
                h.getValue().forEach(v -> call.exchange().header(h.getKey(), v));
            }
        }
        // Jersey flushes whatever it has written; an ordinary answer goes out in one piece
        return new FilterOutputStream(call.exchange().output()) {
            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                out.write(bytes, offset, count);
            }

            @Override
            public void flush() { }

            @Override
            public void close() { }
        };
    }

    /** Clients before 1.24 expect errors as text. */
    private OutputStream plainText(ContainerResponse response) {
        call.exchange().status(response.getStatus());
        call.exchange().header("Content-Type", "text/plain; charset=utf-8");
        call.exchange().header("X-Content-Type-Options", "nosniff");
        return new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException("errors are written in one piece");
            }

            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                String message = Json.MAPPER.readTree(bytes, offset, count).path("message").asText();
                call.exchange().output().write((message + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        };
    }

    @Override
    public boolean suspend(long time, TimeUnit unit, TimeoutHandler handler) {
        throw new UnsupportedOperationException("resource methods block");
    }

    @Override
    public void setSuspendTimeout(long time, TimeUnit unit) {
        throw new UnsupportedOperationException("resource methods block");
    }

    @Override
    public void commit() { }

    @Override
    public void failure(Throwable error) {
        failure = error;
    }

    @Override
    public boolean enableResponseBuffering() {
        return false;
    }

    /** Throws what went wrong beside the mapped failures. */
    void check() throws IOException {
        if (failure != null) {
            throw new IOException("the request failed: " + failure, failure);
        }
        if (late) {
            throw new IOException("the answer failed after its beginning was sent");
        }
    }
}
