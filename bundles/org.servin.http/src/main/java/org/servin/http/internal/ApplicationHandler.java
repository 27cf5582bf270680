package org.servin.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

    ApplicationHandler(Applications applications, long patienceMillis) {
        this.applications = applications;
        this.patienceMillis = patienceMillis;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        Optional<String> distrust = ClientEndPoint.of(endPoint).distrust(endPoint);
        if (distrust.isPresent()) {
            LOG.info("refused the certificate of {}: {}", ClientEndPoint.of(endPoint).address(), distrust.get());
            response.getHeaders().put("Connection", "close");
            answer(response, 401, "the client's certificate does not hold: " + distrust.get(), callback);
            return true;
        }
        Optional<HttpApplication> application = applications.await(patienceMillis, TimeUnit.MILLISECONDS);
        if (application.isEmpty()) {
            response.getHeaders().put("Retry-After", 1);
            answer(response, 503, "the API is not available at the moment", callback);
            return true;
        }
        JettyExchange exchange = new JettyExchange(request, response);
        try {
            application.get().handle(exchange);
            exchange.finish(callback);
        } catch (EofException e) {
            exchange.release();
            callback.failed(e);
        } catch (IOException | RuntimeException | Error e) {
            exchange.release();
            fail(request, response, callback, e);
        }
        return true;
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

    private static void answer(Response response, int status, String message, Callback callback) {
        String text = message.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
        byte[] body = ("{\"message\":\"" + text + "\"}\n").getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders().put("Content-Type", "application/json");
        response.getHeaders().put("Content-Length", body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    /** Ends an answer that has begun; Jetty does not log it. */
    private static final class Cut extends IOException implements QuietException {
        private static final long serialVersionUID = 1L;

        Cut(Throwable cause) {
            super("the answer was cut", cause);
        }
    }
}
