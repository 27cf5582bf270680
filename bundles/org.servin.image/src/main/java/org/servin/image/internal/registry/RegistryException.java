package org.servin.image.internal.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.servin.image.internal.manifest.Json;
import org.servin.spi.ServinException;

/** A registry answered with an error, worded as docker's registry client words it. */
public final class RegistryException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_TEXT = 1024;
    private final int status;
    private final String code;

    private RegistryException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The registry's own code, such as {@code MANIFEST_UNKNOWN}; empty if it gave none. */
    public String code() {
        return code;
    }

    /** Whether trying again later may help. */
    public boolean isPassing() {
        return status >= 500 || status == 429 || status == 408;
    }

    /** Reads an error answer; {@code challenge} is what the answer asks for in WWW-Authenticate. */
    static RegistryException of(int status, byte[] body, Optional<Challenge> challenge) {
        if (status >= 500) {
            return new RegistryException(status, "", "received unexpected HTTP status: " + status + " " + Statuses.text(status));
        }
        String scopeError = challenge.map(c -> c.parameters().getOrDefault("error", "")).orElse("");
        if (scopeError.equals("insufficient_scope")) {
            String text = challenge.get().parameters().getOrDefault("error_description", "requested access to the resource is denied");
            return new RegistryException(status, "DENIED", "denied: " + text);
        }
        List<String> texts = new ArrayList<>();
        String code = "";
        for (JsonNode error : errors(body)) {
            String given = error.path("code").asText("");
            code = code.isEmpty() ? given : code;
            String message = error.path("message").asText("");
            String name = given.toLowerCase(Locale.ROOT).replace('_', ' ');
            texts.add(message.isEmpty() ? name : name + ": " + message);
        }
        if (texts.isEmpty()) {
            return unexplained(status, body);
        }
        return new RegistryException(status, code, texts.size() == 1 ? texts.get(0) : "errors:\n" + String.join("\n", texts));
    }

    private static RegistryException unexplained(int status, byte[] body) {
        return switch (status) {
            case 401 -> new RegistryException(status, "UNAUTHORIZED", "unauthorized: authentication required");
            case 403 -> new RegistryException(status, "DENIED", "denied: requested access to the resource is denied");
            case 429 -> new RegistryException(status, "TOOMANYREQUESTS", "toomanyrequests: too many requests");
            default -> {
                String text = new String(body, java.nio.charset.StandardCharsets.UTF_8).strip();
                String shown = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
                yield new RegistryException(status, "", "error parsing HTTP " + status + " response body: " + (shown.isEmpty() ? "it is empty" : "\"" + shown + "\""));
            }
        };
    }

    private static Iterable<JsonNode> errors(byte[] body) {
        try {
            return body.length == 0 ? List.of() : Json.object(body, "error answer").path("errors");
        } catch (ServinException e) {
            return List.of();
        }
    }
}
