package org.servin.audit.jsonl.internal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where lines go. Of one thread. */
interface LineFile extends AutoCloseable {
    /** Appends whole lines. After a failure the buffer's position tells how much of them is there; they may be given again from any line on. */
    void append(ByteBuffer lines) throws IOException;

    /** Lets the file go until the next line. */
    @Override
    void close();
}
