package org.servin.spi.log;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Records of one container in order, as they lie in the engine's memory: a sink that writes them on makes no object and no copy of each. All that is asked of it is good during
 * the call only to which it was given, since its memory is used again; {@link #records} are for what is kept. One thread.
 */
@ProviderType
public interface LogBatch {
    /** How many records there are: at least one. */
    int size();

    /** Where the texts of all records lie, among other things; not to be changed. */
    byte[] bytes();

    /** Where the text of a record begins in {@link #bytes}. */
    int from(int record);

    /** Where the text of a record ends: after its last byte, without the line's end. */
    int end(int record);

    /** Whether a line's end followed. */
    boolean complete(int record);

    /** The stream of a record. */
    LogSource source(int record);

    /** When the engine saw a record, nanoseconds since 1970-01-01T00:00Z. */
    long epochNanos(int record);

    /** The same as objects that may be kept. */
    default List<LogRecord> records() {
        return IntStream.range(0, size()).mapToObj(i -> new LogRecord(source(i), epochNanos(i), Arrays.copyOfRange(bytes(), from(i), end(i)), complete(i))).toList();
    }
}
