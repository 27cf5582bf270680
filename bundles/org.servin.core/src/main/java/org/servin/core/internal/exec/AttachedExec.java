package org.servin.core.internal.exec;

import java.io.IOException;
import java.io.InputStream;
import org.servin.core.stream.FrameSink;
import org.servin.core.stream.StreamSession;

/** A session on an exec that ends only when the exec's exit code can be inspected. */
final class AttachedExec implements StreamSession {
    private final StreamSession session;
    private final Runnable afterOutput;

    AttachedExec(StreamSession session, Runnable afterOutput) {
        this.session = session;
        this.afterOutput = afterOutput;
    }

    @Override
    public boolean terminal() {
        return session.terminal();
    }

    @Override
    public void run(InputStream input, FrameSink output) throws IOException {
        session.run(input, output);
        afterOutput.run();
    }

    @Override
    public void close() {
        session.close();
    }
}
