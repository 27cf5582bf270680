package org.servin.core.internal.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.servin.core.internal.stream.ProcessSessions;
import org.servin.core.stream.FrameSink;
import org.servin.core.stream.StreamSession;
import org.servin.linux.io.Descriptors;
import org.servin.spi.log.LogSource;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stream;

/** Sessions that give a fake process's output and last until its end. */
public final class FakeSessions implements ProcessSessions {
    private static final int PIPE_BUF = 4096;

    @Override
    public byte[] detachKeys(String detachKeys) {
        return detachKeys.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    public StreamSession open(RunningProcess process, boolean terminal, boolean stdin, boolean stdout, boolean stderr, Optional<String> detachKeys,
            Runnable onDetach) {
        CompletableFuture<Void> left = new CompletableFuture<>();
        return new StreamSession() {
            @Override
            public boolean terminal() {
                return terminal;
            }

            @Override
            public void run(InputStream input, FrameSink output) throws IOException {
                int pipe = process.stream(Stream.STDOUT).orElseThrow();
                byte[] bytes = new byte[PIPE_BUF];
                for (int n = Descriptors.read(pipe, bytes, 0, bytes.length); n > 0; n = Descriptors.read(pipe, bytes, 0, bytes.length)) {
                    output.write(LogSource.STDOUT, bytes, 0, n);
                }
                CompletableFuture.anyOf(left, process.exit().toCompletableFuture()).join();
            }

            @Override
            public void close() {
                left.complete(null);
            }
        };
    }

    @Override
    public void discard(RunningProcess process) { }

    @Override
    public CompletionStage<Void> ended(RunningProcess process) {
        return process.exit().thenAccept(exit -> { });
    }
}
