package org.servin.spi.auth;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the engine is about to answer.
 *
 * @param status HTTP status
 * @param headers names as they are sent
 * @param body the answer in full; empty for streams, for taken connections, and for answers too large to be held back
 */
public record AccessAnswer(int status, Map<String, List<String>> headers, Optional<byte[]> body) {
    /** Copies the map. */
    public AccessAnswer {
        headers = Map.copyOf(headers);
    }
}
