package org.servin.core.stream;

import java.io.IOException;
import org.servin.spi.log.LogSource;

/** Takes output for one client and may wait for it. Used by one thread at a time. */
public interface FrameSink {
    /** Writes bytes of one stream; flushed when it returns. */
    void write(LogSource source, byte[] bytes, int offset, int length) throws IOException;
}
