package org.servin.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A request and its answer. Used by the thread it was handed to, except where said otherwise. */
@ProviderType
public interface HttpExchange {
    /** The method, in upper case. */
    String method();

    /** The path as it was sent, still percent-encoded. */
    String path();

    /** The query as it was sent; empty without one. */
    String query();

    /** Header names in lower case to their values. */
    Map<String, List<String>> headers();

    /** The first value of a header. */
    default Optional<String> header(String lowerCaseName) {
        return headers().getOrDefault(lowerCaseName, List.of()).stream().findFirst();
    }

    /** The client. */
    Peer peer();

    /** The body; empty without one. Reading blocks. */
    InputStream body();

    /** Sets the answer's status; 200 if never called. Of no effect once something was sent. */
    void status(int status);

    /** Adds a header to the answer. Of no effect once something was sent. */
    void header(String name, String value);

    /**
     * The answer's body. It is kept back until {@link OutputStream#flush}, until it grows large, or until the request is over: what was never flushed is sent with
     * its length, else in chunks. Flushing before anything was written sends the headers.
     */
    OutputStream output();

    /** Whether status and headers are sent. */
    boolean committed();

    /**
     * Watches for the client leaving from now on, until the request is over. What is left of the body is thrown away. A client that has only shut its sending side
     * down counts as gone.
     *
     * @param action runs once, on another thread, and must be quick
     */
    void onClientGone(Runnable action);

    /**
     * Makes the connection a plain stream of bytes. When {@link HttpApplication#handle} has returned, {@code preamble} is sent instead of an answer, and then
     * {@code session} runs on a thread of its own; the connection is closed when that returns.
     */
    void hijack(byte[] preamble, Session session);

    /** What happens on a connection that is a plain stream of bytes. */
    interface Session {
        /** Runs it. */
        void run(Duplex stream) throws IOException;
    }

    /** Both directions of a connection. Each may be used by one thread at a time. */
    interface Duplex {
        /** What the client sends; its end is a half-close. */
        InputStream input();

        /** To the client; each write is sent when it returns. */
        OutputStream output();

        /** Half-closes: the client sees the end of what was sent, and can go on sending. */
        void closeOutput();

        /** Ends both directions, and whatever blocks on them. May be called by any thread. */
        void close();
    }
}
