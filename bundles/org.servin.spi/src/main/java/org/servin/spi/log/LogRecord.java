package org.servin.spi.log;

import java.util.Objects;

/**
 * One line of output, or a piece of a line that was longer than 16 KiB or had no end.
 *
 * @param source the stream
 * @param epochNanos when the engine saw it, nanoseconds since 1970-01-01T00:00Z
 * @param text the bytes without the line's end; the array is not to be changed
 * @param complete whether a line's end followed
 */
public record LogRecord(LogSource source, long epochNanos, byte[] text, boolean complete) {
    /** Checks that nothing is null. */
    public LogRecord {
        Objects.requireNonNull(source, "source is null");
        Objects.requireNonNull(text, "text is null");
    }
}
