package org.servin.image.tar;

import java.io.IOException;

/** The archive is not one, is cut short, or asks for something that is refused. The message names the entry. */
public final class TarFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** A failure. */
    public TarFormatException(String message) {
        super(message);
    }
}
