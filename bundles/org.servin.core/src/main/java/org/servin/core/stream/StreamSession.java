package org.servin.core.stream;

import java.io.IOException;
import java.io.InputStream;

/** A client's connection to a process, checked and about to run. */
public interface StreamSession extends AutoCloseable {
    /** Whether the process has a terminal: output is then sent as it is, else in frames with a header. */
    boolean terminal();

    /**
     * Moves bytes until the process's output ends, the client leaves, or it types the detach keys. {@code input} is read by a thread of the session's; the end of
     * {@code input} is a half-close, not a leaving.
     */
    void run(InputStream input, FrameSink output) throws IOException;

    /** Ends {@link #run} from another thread; harmless when it is over or never ran. */
    @Override
    void close();
}
