package org.servin.http.internal;

import java.io.FilterInputStream;
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
    private static final int LARGEST_LEFTOVER = 256 * 1024;
    private static final int SINK = 4096;

    private final Request request;
    private final Response response;
    private final Map<String, List<String>> headers;
    private final ResponseBody output;
    private InputStream body;
    private ClientWatch watch;
    private byte[] preamble;
    private Session session;

    JettyExchange(Request request, Response response) {
        this.request = request;
        this.response = response;
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
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        if (ClientEndPoint.of(endPoint).isUnix()) {
            return new Peer("unix", "", List.of(), ClientEndPoint.of(endPoint).credentials());
        }
        EndPoint.SslSessionData tls = endPoint.getSslSessionData();
        String address = ClientEndPoint.of(endPoint).address();
        if (tls == null) {
            return new Peer("tcp", address, List.of(), Optional.empty());
        }
        return new Peer("tls", address, tls.peerCertificates() == null ? List.of() : List.of(tls.peerCertificates()), Optional.empty());
    }

    @Override
    public InputStream body() {
        if (body == null) {
            body = new RequestBody(Content.Source.asInputStream(request));
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
        if (session != null) {
            handOver(callback);
            return;
        }
        drain();
        release();
        output.finish(callback);
    }

    /**
     * Takes what the client is still sending, up to a limit: many clients send their whole body before they read the answer, and see a broken connection
     * instead of it if that is closed before.
     */
    private void drain() {
        if (watch != null || response.isCommitted() || !sendsBody()) {
            return;
        }
        try {
            byte[] sink = new byte[SINK];
            int left = LARGEST_LEFTOVER;
            for (int n = 0; n >= 0 && left > 0; left -= n) {
                n = body().read(sink, 0, Math.min(left, SINK));
            }
        } catch (IOException e) {
            LOG.debug("the client left while it sent its request", e);
        }
    }

    private boolean sendsBody() {
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
        callback.succeeded();
    }

    /** A reader that closes it, as those that decompress do, does not end the request: what is left is for {@link #drain}. */
    private static final class RequestBody extends FilterInputStream {
        RequestBody(InputStream in) {
            super(in);
        }

        @Override
        public void close() { }
    }
}
