package org.servin.image.internal.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One error of a registry's answer.
 *
 * @param code such as {@code MANIFEST_UNKNOWN}; {@code UNKNOWN} for those that the protocol does not know
 * @param message absent if there is no more to say than the code
 */
record ErrorWords(String code, Optional<String> message) {
    /** The protocol's codes, and what each means by itself (docker/distribution, registry/api). */
    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("UNKNOWN", "unknown error"),
            Map.entry("UNSUPPORTED", "The operation is unsupported."),
            Map.entry("UNAUTHORIZED", "authentication required"),
            Map.entry("DENIED", "requested access to the resource is denied"),
            Map.entry("UNAVAILABLE", "service unavailable"),
            Map.entry("TOOMANYREQUESTS", "too many requests"),
            Map.entry("DIGEST_INVALID", "provided digest did not match uploaded content"),
            Map.entry("SIZE_INVALID", "provided length did not match content length"),
            Map.entry("NAME_INVALID", "invalid repository name"),
            Map.entry("TAG_INVALID", "manifest tag did not match URI"),
            Map.entry("NAME_UNKNOWN", "repository name not known to registry"),
            Map.entry("MANIFEST_UNKNOWN", "manifest unknown"),
            Map.entry("MANIFEST_INVALID", "manifest invalid"),
            Map.entry("MANIFEST_UNVERIFIED", "manifest failed signature verification"),
            Map.entry("MANIFEST_BLOB_UNKNOWN", "blob unknown to registry"),
            Map.entry("BLOB_UNKNOWN", "blob unknown to registry"),
            Map.entry("BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry"),
            Map.entry("BLOB_UPLOAD_INVALID", "blob upload invalid"));

    /** An error of the usual form. */
    static ErrorWords of(JsonNode error) {
        String given = error.path("code").asText("");
        String code = MEANINGS.containsKey(given) ? given : "UNKNOWN";
        String message = error.path("message").asText("");
        boolean detailed = !error.path("detail").isMissingNode() && !error.path("detail").isNull();
        boolean bare = !detailed && (message.isEmpty() || message.equals(MEANINGS.get(code)));
        return new ErrorWords(code, bare ? Optional.empty() : Optional.of(message));
    }

    /** An error with the code's own meaning where it has no message. */
    static ErrorWords withDefault(String code, String message) {
        return new ErrorWords(code, Optional.of(message.isEmpty() ? MEANINGS.get(code) : message));
    }

    /** An error that is only text, as servers of tokens give it. */
    static ErrorWords ofStatus(int status, String message) {
        return new ErrorWords(switch (status) {
            case 401 -> "UNAUTHORIZED";
            case 403 -> "DENIED";
            case 429 -> "TOOMANYREQUESTS";
            default -> "UNKNOWN";
        }, Optional.of(message));
    }

    /** Whether it says no more than the code. */
    boolean isBare() {
        return message.isEmpty();
    }

    /** For people. */
    String text() {
        String words = code.toLowerCase(Locale.ROOT).replace('_', ' ');
        return message.map(m -> words + ": " + m).orElse(words);
    }
}
