package org.servin.api.internal.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The opening handshake (RFC 6455 section 4.2). Extensions are not offered, and of subprotocols the only one that a client names is taken, as dockerd does.
 *
 * @param accepted whether this is a WebSocket request
 * @param head what answers it, blank line and all
 */
public record WebSocketHandshake(boolean accepted, String head) {
    private static final String VERSION = "13";
    /** Section 1.3. */
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /**
     * Judges a request.
     *
     * @param headers names in lower case to values
     */
    public static WebSocketHandshake of(Map<String, List<String>> headers) {
        if (!has(headers, "upgrade", "websocket") || !has(headers, "connection", "upgrade")) {
            return refused("", "not websocket protocol");
        }
        String key = first(headers, "sec-websocket-key");
        if (key.isEmpty()) {
            return refused("", "mismatch challenge/response");
        }
        if (!first(headers, "sec-websocket-version").equals(VERSION)) {
            return refused("Sec-WebSocket-Version: " + VERSION + "\r\n", "missing or bad WebSocket Version");
        }
        List<String> protocols = tokens(headers, "sec-websocket-protocol");
        String protocol = protocols.size() == 1 ? "Sec-WebSocket-Protocol: " + protocols.get(0) + "\r\n" : "";
        return new WebSocketHandshake(true, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept(key) + "\r\n"
                + protocol + "\r\n");
    }

    private static WebSocketHandshake refused(String header, String why) {
        return new WebSocketHandshake(false, "HTTP/1.1 400 Bad Request\r\n" + header + "\r\n" + why);
    }

    private static boolean has(Map<String, List<String>> headers, String name, String token) {
        return tokens(headers, name).stream().anyMatch(t -> t.toLowerCase(Locale.ROOT).equals(token));
    }

    private static List<String> tokens(Map<String, List<String>> headers, String name) {
        return headers.getOrDefault(name, List.of()).stream().flatMap(v -> Arrays.stream(v.split(","))).map(String::trim).filter(t -> !t.isEmpty()).toList();
    }

    private static String first(Map<String, List<String>> headers, String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0).trim();
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
