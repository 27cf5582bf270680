package org.servin.http;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers requests. Registered as a service; the one of the highest ranking serves. While there is none, requests wait for a
 * short time and are then answered 503.
 */
@ConsumerType
public interface HttpApplication {
    /**
     * Answers one request, and may block. The answer is complete when this returns; a failure before anything was sent is answered 500, and later the
     * connection is cut, so that the client sees that the answer is not whole.
     */
    void handle(HttpExchange exchange) throws IOException;
}
