package org.servin.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * One message about a long job, as the Docker API streams them.
 *
 * @param status text; empty for none
 * @param id what it is about, such as a layer's short digest; empty for none
 * @param current bytes done; negative for unknown
 * @param total bytes in all; negative for unknown
 * @param stream a piece of plain text output instead; empty for none
 * @param aux a machine-readable result
 */
public record Progress(String status, String id, long current, long total, String stream, Optional<JsonNode> aux) {
    /** Takes messages; may wait, and throws CANCELLED when the client has left. Called by several threads. */
    public interface Sink {
        /** Shows one message. */
        void show(Progress message);
    }

    /** Plain status text. */
    public static Progress status(String status) {
        return new Progress(status, "", -1, -1, "", Optional.empty());
    }

    /** Plain status text with a name before it. */
    public static Progress named(String id, String status) {
        return new Progress(status, id, -1, -1, "", Optional.empty());
    }

    /** Status of one thing whose bar ends with this. */
    public static Progress of(String id, String status) {
        return new Progress(status, id, 0, 0, "", Optional.empty());
    }

    /** A machine-readable result. */
    public static Progress result(JsonNode aux) {
        return new Progress("", "", 0, 0, "", Optional.of(aux));
    }

    /** Status of one thing with a bar. */
    public static Progress bar(String id, String status, long current, long total) {
        return new Progress(status, id, current, total, "", Optional.empty());
    }

    /** Plain text output. */
    public static Progress text(String stream) {
        return new Progress("", "", -1, -1, stream, Optional.empty());
    }
}
