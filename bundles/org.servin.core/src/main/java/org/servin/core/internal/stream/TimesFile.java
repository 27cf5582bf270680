package org.servin.core.internal.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * When output came that waits for a log, beside its spool, for the next engine: pairs of a position and nanoseconds since 1970-01-01T00:00Z. Written now and then: what is not
 * in it counts as come with what follows, or when the next engine began.
 */
final class TimesFile {
    private static final int PAIR = 2 * Long.BYTES;

    private TimesFile() { }

    /** Adds a pair. */
    static void append(Path file, long end, long epochNanos) {
        write(file, ByteBuffer.allocate(PAIR).putLong(end).putLong(epochNanos), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Writes all that is known. */
    static void write(Path file, ArrivalTimes times) {
        long[] pairs = times.pairs();
        ByteBuffer bytes = ByteBuffer.allocate(pairs.length * Long.BYTES);
        for (long number : pairs) {
            bytes.putLong(number);
        }
        write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private static void write(Path file, ByteBuffer bytes, OpenOption... options) {
        try {
            Files.write(file, bytes.array(), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what is there; nothing if there is no file. A pair that was not written whole does not count. */
    static void read(Path file, ArrivalTimes into) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            long last = 0;
            while (bytes.remaining() >= PAIR) {
                long end = bytes.getLong();
                long nanos = bytes.getLong();
                if (end > last) {
                    into.add(end, nanos);
                    last = end;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
