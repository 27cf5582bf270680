package org.servin.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.servin.http.HttpApplication;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands requests to the application that is there, or to the one that comes soon. */
final class ApplicationHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationHandler.class);

    private final Applications applications;
    private final long patienceMillis;
    private final Limits limits;

    ApplicationHandler(Applications applications, long patienceMillis, Limits limits) {
        this.applications = applications;
        this.patienceMillis = patienceMillis;
        this.limits = limits;
    }

    Limits limits() {
        return limits;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        ClientEndPoint client = ClientEndPoint.of(endPoint);
        if (!client.begin()) {
            callback.failed(new Cut(null)); // it has been told already that it is too late
            return true;
        }
        Callback ended = new Ended(callback, client, response);
        Optional<String> distrust = client.distrust(endPoint);
        if (distrust.isPresent()) {
            LOG.info("refused the certificate of {}: {}", client.address(), distrust.get());
            refuse(response, 401, "the client's certificate does not hold: " + distrust.get(), ended);
        } else if (request.getLength() > limits.bodyBytes()) {
            refuse(response, 413, "the body is larger than " + limits.bodyBytes() + " bytes", ended);
        } else if (SmallBody.isIn(request)) {
            SmallBody.take(request, client, limits.head(), body -> answer(new JettyExchange(request, response, client, limits, body), request, response, ended),
                    failure -> noBody(failure, response, ended));
        } else {
            answer(new JettyExchange(request, response, client, limits, null), request, response, ended);
        }
        return true;
    }

    private static void noBody(Throwable failure, Response response, Callback callback) {
        if (failure instanceof TimeoutException) {
            refuse(response, 408, "the body did not come", callback);
        } else {
            callback.failed(failure);
        }
    }

    private void answer(JettyExchange exchange, Request request, Response response, Callback callback) {
        Optional<HttpApplication> application = applications.await(patienceMillis, TimeUnit.MILLISECONDS);
        if (application.isEmpty()) {
            response.getHeaders().put("Retry-After", 1);
            answer(response, 503, "the API is not available at the moment", callback);
            return;
        }
        try {
            application.get().handle(exchange);
            exchange.finish(callback);
        } catch (EofException e) {
            exchange.release();
            callback.failed(e);
        } catch (IOException | RuntimeException | Error e) {
            exchange.release();
            if (exchange.refused() != 0 && !response.isCommitted()) {
                exchange.refuse(callback);
            } else {
                fail(request, response, callback, e);
            }
        }
    }

    private static void fail(Request request, Response response, Callback callback, Throwable e) {
        if (response.isCommitted()) {
            LOG.debug("{} {} was cut", request.getMethod(), request.getHttpURI(), e);
            callback.failed(new Cut(e));
            return;
        }
        LOG.error("{} {} failed", request.getMethod(), request.getHttpURI(), e);
        response.reset();
        answer(response, 500, String.valueOf(e.getMessage()), callback);
    }

    /** Answers, and closes the connection: there is more of the request, or nothing else is wanted of this client. */
    static void refuse(Response response, int status, String message, Callback callback) {
        response.reset();
        response.getHeaders().put("Connection", "close");
        answer(response, status, message, callback);
    }

    private static void answer(Response response, int status, String message, Callback callback) {
        String text = message.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
        byte[] body = ("{\"message\":\"" + text + "\"}\n").getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders().put("Content-Type", "application/json");
        response.getHeaders().put("Content-Length", body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    /** Tells the connection when its answer is complete. */
    private static final class Ended extends Callback.Nested {
        private final ClientEndPoint client;
        private final Response response;

        Ended(Callback callback, ClientEndPoint client, Response response) {
            super(callback);
            this.client = client;
            this.response = response;
        }

        @Override
        public void succeeded() {
            client.end(response.getStatus() != 401); // before, since the next request may be there
            super.succeeded();
        }

        @Override
        public void failed(Throwable failure) {
            client.end(true);
            super.failed(failure);
        }
    }

    /** Ends an answer that has begun; Jetty does not log it. */
    private static final class Cut extends IOException implements QuietException {
        private static final long serialVersionUID = 1L;

        Cut(Throwable cause) {
            super("the answer was cut", cause);
        }
    }
}
