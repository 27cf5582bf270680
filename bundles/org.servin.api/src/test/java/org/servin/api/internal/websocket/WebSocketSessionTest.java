package org.servin.api.internal.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.servin.core.stream.FrameSink;
import org.servin.core.stream.StreamSession;
import org.servin.http.HttpExchange;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogSource;

class WebSocketSessionTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private record Failing(String message) implements StreamSession {
        @Override
        public boolean terminal() {
            return false;
        }

        @Override
        public void run(InputStream input, FrameSink output) throws IOException {
            output.write(LogSource.STDOUT, new byte[] {'x'}, 0, 1);
            throw ServinException.conflict(message);
        }

        @Override
        public void close() { }
    }

    private byte[] run(String message) throws IOException {
        new WebSocketSession(new Failing(message), true).run(new HttpExchange.Duplex() {
            @Override
            public InputStream input() {
                return InputStream.nullInputStream();
            }

            @Override
            public OutputStream output() {
                return sent;
            }

            @Override
            public void closeOutput() { }

            @Override
            public void close() { }
        });
        return sent.toByteArray();
    }

    @Test
    void aFailureIsTheReasonOfTheClose() throws IOException {
        assertEquals("820178" + "8806" + "03f3" + HexFormat.of().formatHex("gone".getBytes(StandardCharsets.US_ASCII)), HexFormat.of().formatHex(run("gone")));
    }

    @Test
    void aLongReasonIsCutBetweenCharacters() throws IOException {
        byte[] frames = run("x" + "\u00e9".repeat(100));
        byte[] close = Arrays.copyOfRange(frames, 3, frames.length);
        assertEquals(0x88, close[0] & 0xff);
        assertEquals(close.length - 2, close[1]);
        assertTrue(close[1] <= 125);
        assertEquals("x" + "\u00e9".repeat(61), new String(close, 4, close.length - 4, StandardCharsets.UTF_8));
    }
}
