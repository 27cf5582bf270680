package org.servin.http.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.servin.http.HttpExchange;
import org.servin.http.Peer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request of Jetty's as applications see it. */
final class JettyExchange implements HttpExchange {
    private static final Logger LOG = LoggerFactory.getLogger(JettyExchange.class);
    private static final long LARGEST_LEFTOVER = 256 * 1024;
    private static final long LEFTOVER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Request request;
    private final Response response;
    private final ClientEndPoint client;
    private final Limits limits;
    private final byte[] smallBody;
    private final Map<String, List<String>> headers;
    private final ResponseBody output;
    private InputStream body;
    private LimitedBody stream;
    private ClientWatch watch;
    private byte[] preamble;
    private Session session;

    /**
     * One of them.
     *
     * @param smallBody the request's body, if that was taken already; else null
     */
    JettyExchange(Request request, Response response, ClientEndPoint client, Limits limits, byte[] smallBody) {
        this.request = request;
        this.response = response;
        this.client = client;
        this.limits = limits;
        this.smallBody = smallBody;
        this.headers = lowerCase(request);
        this.output = new ResponseBody(response);
    }

    private static Map<String, List<String>> lowerCase(Request request) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (HttpField f : request.getHeaders()) {
            all.computeIfAbsent(f.getLowerCaseName(), k -> new ArrayList<>(1)).add(Objects.requireNonNullElse(f.getValue(), ""));
        }
        return all;
    }

    @Override
    public String method() {
        return request.getMethod().toUpperCase(Locale.ROOT);
    }

    @Override
    public String path() {
        return Objects.requireNonNullElse(request.getHttpURI().getPath(), "/");
    }

    @Override
    public String query() {
        return Objects.requireNonNullElse(request.getHttpURI().getQuery(), "");
    }

    @Override
    public Map<String, List<String>> headers() {
        return headers;
    }

    @Override
    public Peer peer() {
        if (client.isUnix()) {
            return new Peer("unix", "", List.of(), client.credentials());
        }
        EndPoint.SslSessionData tls = request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
        String address = client.address();
        if (tls == null) {
            return new Peer("tcp", address, List.of(), Optional.empty());
        }
        return new Peer("tls", address, tls.peerCertificates() == null ? List.of() : List.of(tls.peerCertificates()), Optional.empty());
    }

    @Override
    public InputStream body() {
        if (body == null) {
            if (smallBody != null) {
                body = new ByteArrayInputStream(smallBody);
            } else {
                stream = new LimitedBody(Content.Source.asInputStream(request), client, limits);
                body = stream;
            }
        }
        return body;
    }

    @Override
    public void status(int status) {
        response.setStatus(status);
    }

    @Override
    public void header(String name, String value) {
        response.getHeaders().add(name, value);
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public boolean committed() {
        return response.isCommitted();
    }

    @Override
    public void onClientGone(Runnable action) {
        if (watch != null) {
            throw new IllegalStateException("watched already");
        }
        watch = new ClientWatch(request, action);
        watch.start();
    }

    @Override
    public void hijack(byte[] bytes, Session how) {
        if (committed()) {
            throw new IllegalStateException("the answer has begun");
        }
        preamble = bytes.clone();
        session = how;
    }

    /** The application is done. */
    void finish(Callback callback) {
        if (refused() != 0 && !response.isCommitted()) {
            refuse(callback);
        } else if (session != null) {
            handOver(callback);
        } else {
            if (headers.containsKey("upgrade") && !response.isCommitted()) {
                response.getHeaders().put("Connection", "close"); // what it has sent for the session it did not get must not be the next request
            }
            complete(callback);
        }
    }

    private void complete(Callback callback) {
        if (hasLeftover()) {
            drain(() -> output.finish(callback));
        } else {
            release();
            output.finish(callback);
        }
    }

    /** The status with which the body was refused while it was read; 0 if it was not. */
    int refused() {
        return stream == null ? 0 : stream.refused();
    }

    /** Answers so. */
    void refuse(Callback callback) {
        release();
        if (refused() == 408) {
            ApplicationHandler.refuse(response, 408, "the body did not come", callback);
        } else {
            drain(() -> ApplicationHandler.refuse(response, refused(), "the body is larger than " + limits.bodyBytes() + " bytes", callback));
        }
    }

    /**
     * Takes what the client is still sending, up to a limit: many clients send their whole body before they read the answer, and see a broken connection
     * instead of it if that is closed before. Holds no thread meanwhile.
     */
    private void drain(Runnable then) {
        try {
            if (stream != null) {
                stream.forget();
            }
        } catch (IOException e) {
            LOG.debug("the client left while it sent its request", e);
            then.run();
            return;
        }
        client.awaitBody(LEFTOVER_NANOS);
        drain(LARGEST_LEFTOVER, then);
    }

    private void drain(long most, Runnable then) {
        long left = most;
        while (left > 0) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                long rest = left;
                request.demand(() -> drain(rest, then));
                return;
            }
            left = Content.Chunk.isFailure(chunk) || chunk.isLast() ? 0 : left - chunk.remaining();
            chunk.release();
        }
        client.endBody();
        then.run();
    }

    private boolean hasLeftover() {
        return smallBody == null && watch == null && !response.isCommitted() && sendsBody();
    }

    private boolean sendsBody() {
        if (body == null && headers.containsKey("expect")) {
            return false; // it waits to be asked for that
        }
        List<String> length = headers.get("content-length");
        return length != null && !length.get(0).equals("0") || headers.containsKey("transfer-encoding");
    }

    /** Ends the watch for a client that leaves. */
    void release() {
        if (watch != null) {
            watch.stop();
            watch = null;
        }
    }

    /**
     * Jetty's own way to change a connection's protocol, except that it can send no reason phrase of ours and would send a 200 in chunks: so the head of the answer is
     * written by us at the place where Jetty would write its own.
     */
    private void handOver(Callback callback) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        TakenConnection taken = new TakenConnection(endPoint, request.getConnectionMetaData().getConnector().getExecutor(), session);
        request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, taken);
        request.addHttpStreamWrapper(s -> new HttpStream.Wrapper(s) {
            @Override
            public void send(MetaData.Request q, MetaData.Response r, boolean last, ByteBuffer content, Callback sent) {
                endPoint.write(sent, ByteBuffer.wrap(preamble));
            }
        });
        response.setStatus(101);
        client.taken();
        callback.succeeded();
    }
}
