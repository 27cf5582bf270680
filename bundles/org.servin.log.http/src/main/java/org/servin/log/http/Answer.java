package org.servin.log.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a destination said.
 *
 * @param status HTTP's number
 * @param body the first part of it, up to a bound; bytes that the sender has to keep are not expected in it
 */
public record Answer(int status, byte[] body) {
    private static final Map<Integer, String> REASONS = Map.ofEntries(Map.entry(400, "Bad Request"), Map.entry(401, "Unauthorized"), Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"), Map.entry(405, "Method Not Allowed"), Map.entry(408, "Request Timeout"), Map.entry(413, "Request Entity Too Large"),
            Map.entry(429, "Too Many Requests"), Map.entry(500, "Internal Server Error"), Map.entry(502, "Bad Gateway"), Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"));

    /** Whether it was 200. */
    public boolean isOk() {
        return status == 200;
    }

    /** Status and its usual reason, as Go writes them: {@code 503 Service Unavailable}. */
    public String statusText() {
        return REASONS.containsKey(status) ? status + " " + REASONS.get(status) : Integer.toString(status);
    }

    /** The body. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
