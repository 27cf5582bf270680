package org.servin.spi;

import java.util.Objects;

/**
 * The one failure that crosses bundles. Its message is for people: lower case, no full stop, naming the thing and the
 * value, except where clients of the Docker API match on dockerd's own text.
 */
public final class ServinException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final ErrorKind kind;

    /** A failure without a cause. */
    public ServinException(ErrorKind kind, String message) {
        this(kind, message, null);
    }

    /** A failure with its cause; {@code cause} may be null. */
    public ServinException(ErrorKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind is null");
    }

    /** The class of failure. */
    public ErrorKind kind() {
        return kind;
    }

    /** Bad input. */
    public static ServinException invalid(String message) {
        return new ServinException(ErrorKind.INVALID_ARGUMENT, message);
    }

    /** The named thing is not there. */
    public static ServinException notFound(String message) {
        return new ServinException(ErrorKind.NOT_FOUND, message);
    }

    /** The thing's state forbids it. */
    public static ServinException conflict(String message) {
        return new ServinException(ErrorKind.CONFLICT, message);
    }

    /** Something that should have worked did not. */
    public static ServinException internal(String message, Throwable cause) {
        return new ServinException(ErrorKind.INTERNAL, message, cause);
    }
}
