package org.servin.core.internal.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import org.servin.core.stream.AttachOptions;
import org.servin.core.stream.FrameSink;
import org.servin.core.stream.StreamSession;
import org.servin.spi.log.LogRecord;

/**
 * A client attached to a container. As with dockerd the end of the client's input ends the container's where {@code StdinOnce} is set and there is no terminal; else
 * it ends the session.
 */
final class AttachSession implements StreamSession, TypedInput.Session {
    /**
     * What to show first: the log up to now, read until {@link #queue} goes on.
     *
     * @param log opened on exactly that
     */
    record Replay(LogReader log) { }

    private final ContainerLookup lookup;
    private final ContainerLookup.Found container;
    private final Channel channel;
    private final AttachOptions options;
    private final ClientQueue queue;
    private final Optional<Replay> replay;
    private final DetachKeys keys;
    private volatile boolean closed;

    AttachSession(
            ContainerLookup lookup, ContainerLookup.Found container, Channel channel, AttachOptions options, ClientQueue queue, Optional<Replay> replay, DetachKeys keys) {
        this.lookup = lookup;
        this.container = container;
        this.channel = channel;
        this.options = options;
        this.queue = queue;
        this.replay = replay;
        this.keys = keys;
    }

    @Override
    public boolean terminal() {
        return container.terminal();
    }

    @Override
    public void run(InputStream input, FrameSink output) throws IOException {
        try {
            if (replay.isPresent()) {
                replay(replay.get().log(), output);
            }
            if (options.stream() && (options.stdin() || options.stdout() || options.stderr())) {
                lookup.attached(container.id(), false);
                takeInput(input);
                stream(output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("attach was interrupted");
        } finally {
            close();
        }
    }

    private void takeInput(InputStream input) {
        if (!options.stdin()) {
            return;
        }
        if (container.openStdin()) {
            TypedInput.start(input, container.terminal() ? Optional.of(keys) : Optional.empty(), this);
        } else {
            TypedInput.ignore(input);
        }
    }

    private void stream(FrameSink output) throws IOException, InterruptedException {
        ClientQueue.Chunk chunk;
        while ((chunk = queue.take()) != null) {
            output.write(chunk.source(), chunk.bytes(), 0, chunk.length());
        }
    }

    private void replay(LogReader log, FrameSink output) throws IOException {
        LogText text = new LogText(false, Optional.empty());
        List<LogRecord> records;
        while (!closed && !(records = log.next(LogSession.BATCH)).isEmpty()) {
            for (LogRecord record : records) {
                if (options.stdout() && record.source() == org.servin.spi.log.LogSource.STDOUT
                        || options.stderr() && record.source() == org.servin.spi.log.LogSource.STDERR) {
                    text.add(record, output);
                }
            }
            text.flush(output);
        }
        log.close();
    }

    @Override
    public Optional<StdinPort> port() throws InterruptedException {
        return channel.awaitRun(() -> closed).map(ContainerRun::stdin);
    }

    @Override
    public void inputEnded(TypedInput.End how) {
        switch (how) {
            case DETACHED -> {
                lookup.attached(container.id(), true);
                queue.cut();
            }
            case OVER -> {
                if (container.stdinOnce() && !container.terminal()) {
                    endStdin();
                } else {
                    queue.end();
                }
            }
            default -> { } // the process goes on without input: so does its output
        }
    }

    private void endStdin() {
        try {
            port().ifPresent(StdinPort::end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        replay.ifPresent(shown -> shown.log().close());
        channel.remove(queue);
        queue.cut();
        channel.changed();
    }
}
