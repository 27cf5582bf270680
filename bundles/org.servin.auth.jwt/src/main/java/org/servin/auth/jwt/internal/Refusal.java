package org.servin.auth.jwt.internal;

import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Makes the failures of this driver. What a token says is shown shortened and in plain characters; no token is ever shown, not even in part. */
final class Refusal {
    private static final int LONGEST = 100;

    private Refusal() { }

    /** UNAUTHENTICATED: the token is to blame. */
    static ServinException of(String reason) {
        return new ServinException(ErrorKind.UNAUTHENTICATED, "the bearer token is refused: " + reason);
    }

    /** UNAVAILABLE: nothing can be said of any token now. */
    static ServinException unavailable(String reason, Throwable cause) {
        return new ServinException(ErrorKind.UNAVAILABLE, "bearer tokens cannot be checked: " + reason, cause);
    }

    /** A text of a token, in quotation marks. */
    static String quoted(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return '"' + shown.replaceAll("[^ -~]", "?").replace('"', '\'') + '"';
    }
}
