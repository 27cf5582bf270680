package org.servin.api.internal.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebSocketHandshakeTest {
    private final Map<String, List<String>> headers = new HashMap<>(Map.of("upgrade", List.of("websocket"), "connection", List.of("keep-alive, Upgrade"),
            "sec-websocket-version", List.of("13"), "sec-websocket-key", List.of("dGhlIHNhbXBsZSBub25jZQ==")));

    @Test
    void answersTheExampleOfTheSpecification() {
        WebSocketHandshake answer = WebSocketHandshake.of(headers);
        assertTrue(answer.accepted());
        assertEquals("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n", answer.head());
    }

    @Test
    void takesTheOnlySubprotocol() {
        headers.put("sec-websocket-protocol", List.of("chat"));
        assertTrue(WebSocketHandshake.of(headers).head().contains("\r\nSec-WebSocket-Protocol: chat\r\n"));
        headers.put("sec-websocket-protocol", List.of("chat, superchat"));
        assertFalse(WebSocketHandshake.of(headers).head().contains("Sec-WebSocket-Protocol"));
    }

    @Test
    void refusesInDockerdsWords() {
        refused("sec-websocket-version", "8", "Sec-WebSocket-Version: 13\r\n\r\nmissing or bad WebSocket Version");
        refused("sec-websocket-key", "", "\r\n\r\nmismatch challenge/response");
        refused("connection", "close", "\r\n\r\nnot websocket protocol");
        refused("upgrade", "tcp", "\r\n\r\nnot websocket protocol");
    }

    private void refused(String header, String value, String end) {
        headers.put(header, List.of(value));
        WebSocketHandshake answer = WebSocketHandshake.of(headers);
        assertFalse(answer.accepted());
        assertTrue(answer.head().startsWith("HTTP/1.1 400 Bad Request\r\n"), answer.head());
        assertTrue(answer.head().endsWith(end), answer.head());
    }
}
