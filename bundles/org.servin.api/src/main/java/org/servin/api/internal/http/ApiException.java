package org.servin.api.internal.http;

/** A failure of a route whose status is not the one that its kind stands for, because dockerd's is not either. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** A failure with its status. */
    public ApiException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Bad input that dockerd answers 400. */
    public static ApiException badRequest(String message) {
        return new ApiException(400, message);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
