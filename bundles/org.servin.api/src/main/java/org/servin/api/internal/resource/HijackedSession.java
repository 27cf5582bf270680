package org.servin.api.internal.resource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.servin.core.stream.StreamSession;
import org.servin.http.HttpExchange;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogSource;

/**
 * Runs a stream session on a connection that was taken over.
 *
 * @param session the session, which this closes
 * @param raw whether output goes out as it is, without frames
 */
record HijackedSession(StreamSession session, boolean raw) implements HttpExchange.Session {
    @Override
    public void run(HttpExchange.Duplex stream) throws IOException {
        try (session) {
            session.run(stream.input(), new Frames(stream.output(), raw, false));
        } catch (ServinException e) {
            tell(stream, raw, e);
        }
    }

    /** The head is sent long ago: the failure goes where the client reads. */
    static void tell(HttpExchange.Duplex stream, boolean terminal, RuntimeException e) throws IOException {
        byte[] text = (e.getMessage() + "\r\n").getBytes(StandardCharsets.UTF_8);
        new Frames(stream.output(), terminal, false).write(LogSource.STDOUT, text, 0, text.length);
    }
}
