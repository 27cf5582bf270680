package org.servin.itests.swap;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Where a container's log driver brings its output. Made before the container starts, closed after it is gone. */
interface Destination extends AutoCloseable {
    /** The driver's name; its bundle is {@code org.servin.log.} with this without what is no letter. */
    String driver();

    /** The log options that lead there, and one that is another in each round. */
    Map<String, String> options(int round);

    /** Grows when something arrives: any measure. */
    long size();

    /** The texts of all that has arrived, as they did. */
    List<String> lines();

    @Override
    void close() throws IOException;
}
