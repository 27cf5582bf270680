package org.servin.api.internal.websocket;

import java.io.IOException;
import org.servin.core.stream.StreamSession;
import org.servin.http.HttpExchange;
import org.servin.spi.ServinException;

/**
 * Runs a stream session over a WebSocket.
 *
 * @param session the session, which this closes
 * @param binary whether output goes in binary messages rather than text
 */
public record WebSocketSession(StreamSession session, boolean binary) implements HttpExchange.Session {
    @Override
    public void run(HttpExchange.Duplex stream) throws IOException {
        WebSocketOutput output = new WebSocketOutput(stream.output(), binary);
        try (session) {
            session.run(new WebSocketInput(stream.input(), output, session::close), output);
        } catch (ServinException e) {
            output.close(CloseStatus.INTERNAL_ERROR, String.valueOf(e.getMessage())); // dockerd says nothing here
        } finally {
            output.close(CloseStatus.NORMAL);
        }
    }
}
