package org.servin.image.internal.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.servin.image.internal.manifest.Json;
import org.servin.spi.ServinException;

/** A registry answered with an error, worded as docker's registry client words it. */
public final class RegistryException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_TEXT = 1024;
    private final int status;
    private final String code;
    private final boolean bare;
    private final String first;

    private RegistryException(int status, ErrorWords first, String message) {
        super(message);
        this.status = status;
        this.code = first.code();
        this.bare = first.isBare();
        this.first = first.text();
    }

    private RegistryException(int status, String message) {
        super(message);
        this.status = status;
        this.code = "";
        this.bare = false;
        this.first = message;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The code of the first error, such as {@code MANIFEST_UNKNOWN}; empty if there is none. */
    public String code() {
        return code;
    }

    /** Whether the first error says no more than its code. */
    public boolean isBare() {
        return bare;
    }

    /** The first error's words: the answer may hold several. */
    public String first() {
        return first;
    }

    /** Whether trying again later may help. */
    public boolean isPassing() {
        return status >= 500 || status == 429 || status == 408;
    }

    /** Content that the registry does not have. */
    static RegistryException unknownBlob() {
        return new RegistryException(404, "unknown blob");
    }

    /** Reads an error answer; {@code challenge} is what the answer asks for in WWW-Authenticate. */
    static RegistryException of(int status, byte[] body, Optional<Challenge> challenge) {
        if (status < 400 || status >= 500) {
            return new RegistryException(status, ("received unexpected HTTP status: " + status + " " + Statuses.text(status)).strip());
        }
        List<ErrorWords> errors = new ArrayList<>();
        challenge.flatMap(RegistryException::refused).ifPresent(errors::add);
        errors.addAll(listed(status, body));
        if (errors.isEmpty()) {
            return status == 401 ? new RegistryException(status, ErrorWords.withDefault("UNAUTHORIZED", ""), "unauthorized: authentication required")
                    : new RegistryException(status, "error parsing HTTP " + status + " response body: " + JsonComplaint.of(body) + ": " + quoted(body));
        }
        ErrorWords first = errors.get(0);
        String all = "errors:\n" + String.join("", errors.stream().map(e -> e.text() + "\n").toList());
        return new RegistryException(status, first, errors.size() == 1 ? first.text() : all);
    }

    /** What a bearer challenge says of a token that was sent (RFC 6750, section 3.1). */
    private static Optional<ErrorWords> refused(Challenge challenge) {
        String description = challenge.parameters().getOrDefault("error_description", "");
        return switch (challenge.parameters().getOrDefault("error", "")) {
            case "invalid_token" -> Optional.of(ErrorWords.withDefault("UNAUTHORIZED", description));
            case "insufficient_scope" -> Optional.of(ErrorWords.withDefault("DENIED", description));
            default -> Optional.empty();
        };
    }

    private static List<ErrorWords> listed(int status, byte[] body) {
        JsonNode answer;
        try {
            answer = body.length == 0 ? Json.MAPPER.createObjectNode() : Json.object(body, "error answer");
        } catch (ServinException e) {
            return List.of(); // the caller says what it is instead
        }
        String details = answer.path("details").asText("");
        if (!details.isEmpty()) {
            return List.of(ErrorWords.ofStatus(status, details));
        }
        List<ErrorWords> errors = new ArrayList<>();
        answer.path("errors").forEach(error -> errors.add(ErrorWords.of(error)));
        return errors;
    }

    private static String quoted(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, MAX_TEXT), StandardCharsets.UTF_8);
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + "\"";
    }
}
