package org.servin.log.journald;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.servin.spi.log.option.LinePieces;

/** The lines within which deliveries have failed: the sinks that are opened next go on in them. Thread-safe. */
final class Deliveries {
    private final Map<String, LinePieces> failed = new ConcurrentHashMap<>();

    /** Gives where a container's lines are, and forgets it. */
    LinePieces take(String containerId) {
        LinePieces pieces = failed.remove(containerId);
        return pieces == null ? new LinePieces(containerId) : pieces;
    }

    /** For the next sink, if there is anything to be kept. */
    void keep(String containerId, LinePieces pieces) {
        if (pieces.isWithinLine()) {
            failed.put(containerId, pieces);
        }
    }

    void forget(String containerId) {
        failed.remove(containerId);
    }
}
