package org.servin.api.internal.http;

import java.util.EnumMap;
import java.util.Map;
import org.servin.spi.ErrorKind;

/** The one table from kinds of failure to HTTP statuses. */
final class ErrorStatus {
    private static final Map<ErrorKind, Integer> TABLE = new EnumMap<>(Map.ofEntries(
            Map.entry(ErrorKind.INVALID_ARGUMENT, 400),
            Map.entry(ErrorKind.UNAUTHENTICATED, 401),
            Map.entry(ErrorKind.FORBIDDEN, 403),
            Map.entry(ErrorKind.NOT_FOUND, 404),
            Map.entry(ErrorKind.CONFLICT, 409),
            Map.entry(ErrorKind.ALREADY_EXISTS, 409),
            Map.entry(ErrorKind.IN_USE, 409),
            Map.entry(ErrorKind.NOT_MODIFIED, 304),
            Map.entry(ErrorKind.UNSUPPORTED, 501),
            Map.entry(ErrorKind.UNAVAILABLE, 503),
            Map.entry(ErrorKind.TIMEOUT, 500),
            Map.entry(ErrorKind.CANCELLED, 500),
            Map.entry(ErrorKind.DATA_LOSS, 500),
            Map.entry(ErrorKind.INTERNAL, 500)));

    private ErrorStatus() { }

    static int of(ErrorKind kind) {
        return TABLE.get(kind);
    }
}
