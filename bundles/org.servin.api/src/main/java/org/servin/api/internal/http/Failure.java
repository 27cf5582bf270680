package org.servin.api.internal.http;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.WebApplicationException;
import java.io.EOFException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.servin.api.internal.access.AccessRefused;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A failure as clients see it.
 *
 * @param status HTTP status
 * @param message for people
 * @param more members of the error's document beside the message
 */
public record Failure(int status, String message, Map<String, Object> more) {
    private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

    /** One whose message says it all. */
    public Failure(int status, String message) {
        this(status, message, Map.of());
    }

    /** What clients see of a failure. Those that only a fault of ours explains are logged with where they came from. */
    public static Failure of(Throwable e) {
        if (e instanceof ServinException s) {
            if (s.kind() == ErrorKind.INTERNAL || s.kind() == ErrorKind.DATA_LOSS) {
                LOG.warn("a request failed: {}", s.getMessage());
                LOG.debug("it failed here", s);
            }
            return new Failure(ErrorStatus.of(s.kind()), String.valueOf(s.getMessage()));
        }
        if (e instanceof AccessRefused r) {
            Map<String, Object> more = new LinkedHashMap<>();
            more.put("code", r.code());
            more.put("details", r.details());
            return new Failure(r.status(), r.getMessage(), more);
        }
        if (e instanceof ApiException a) {
            return new Failure(a.status(), a.getMessage());
        }
        if (e instanceof ClientErrorException) {
            // no route: Go's router knows no 405, 406 and 415
            return new Failure(404, "page not found");
        }
        if (e instanceof EOFException) { // most likely the client has left, or the engine stops under it
            LOG.info("a request ended early: {}", e.toString());
            LOG.debug("it ended here", e);
        } else {
            LOG.error("a request failed", e);
        }
        return new Failure(e instanceof WebApplicationException w ? w.getResponse().getStatus() : 500, e.getMessage() == null ? e.toString() : e.getMessage());
    }
}
