package org.servin.image.internal.content;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** The content store cannot be written, as when the disk is full; trying again does not help. */
public final class BlobWriteException extends IOException {
    private static final long serialVersionUID = 1L;

    BlobWriteException(Path file, IOException cause) {
        super("write " + file + ": " + String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT), cause);
    }
}
