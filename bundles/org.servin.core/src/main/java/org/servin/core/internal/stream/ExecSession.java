package org.servin.core.internal.stream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.servin.core.stream.FrameSink;
import org.servin.core.stream.StreamSession;
import org.servin.linux.io.Descriptors;
import org.servin.linux.io.EventFd;
import org.servin.linux.io.Poll;
import org.servin.spi.log.LogSource;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stream;

/**
 * One client on an exec. The session's thread itself waits for the process's pipes and writes to the client: a slow client slows its own process, as with dockerd,
 * and no byte passes through a queue. What the client leaves behind is thrown away by the pump.
 */
final class ExecSession implements StreamSession, TypedInput.Session {
    private static final int BUFFER = 64 * 1024;
    private static final int GRACE_MILLIS = 500;

    /**
     * What the client asked for.
     *
     * @param keys what detaches, for a terminal
     */
    record Wish(boolean terminal, boolean stdin, boolean stdout, boolean stderr, DetachKeys keys, Runnable onDetach) { }

    private final RunningProcess process;
    private final Wish wish;
    private final Runnable abandoned;
    private final CompletableFuture<Void> ended;
    private final StdinPort stdin;
    private final EventFd wake = new EventFd();
    private final Poll poll = new Poll(3);
    private final int[] pipes = new int[LogSource.values().length];
    private volatile boolean exited;
    private volatile boolean over;
    private boolean ran;

    /**
     * A session that has not begun.
     *
     * @param abandoned reads and throws away the rest of the output
     * @param ended completed by this session when the output was read to its end; else by {@code abandoned}
     */
    ExecSession(RunningProcess process, Wish wish, Runnable abandoned, CompletableFuture<Void> ended) {
        this.process = process;
        this.wish = wish;
        this.abandoned = abandoned;
        this.ended = ended;
        this.stdin = new StdinPort(process);
        ended.whenComplete((nothing, failure) -> stdin.close());
        for (LogSource source : LogSource.values()) {
            OptionalInt pipe = process.stream(source == LogSource.STDOUT ? Stream.STDOUT : Stream.STDERR);
            pipes[source.ordinal()] = pipe.orElse(-1);
            poll.set(source.ordinal(), pipe.orElse(-1), Poll.IN);
        }
        poll.set(pipes.length, wake.number(), Poll.IN);
    }

    @Override
    public boolean terminal() {
        return wish.terminal();
    }

    @Override
    public void run(InputStream input, FrameSink output) throws IOException {
        if (!begin()) {
            return;
        }
        boolean readToEnd = false;
        try {
            process.exit().whenComplete((exit, failure) -> {
                exited = true;
                wake.signal();
            });
            if (wish.stdin()) {
                TypedInput.start(input, wish.terminal() ? Optional.of(wish.keys()) : Optional.empty(), this);
            }
            readToEnd = pump(output);
        } finally {
            end(readToEnd);
        }
    }

    private synchronized boolean begin() {
        if (ran || over) {
            return false;
        }
        ran = true;
        return true;
    }

    /** Sends output until its end (true), or until the client is to get no more (false). */
    private boolean pump(FrameSink output) throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (!over) {
            boolean waitsForExit = pipes[0] < 0 && pipes[1] < 0;
            if (exited && waitsForExit) {
                return true;
            }
            int n = poll.waitFor(exited ? GRACE_MILLIS : -1);
            if (n == 0 && exited) {
                return true; // only a process it left behind holds a pipe open
            }
            if (poll.result(pipes.length) != 0) {
                wake.clear();
            }
            for (LogSource source : LogSource.values()) {
                if (poll.result(source.ordinal()) != 0) {
                    pass(source, buffer, output);
                }
            }
        }
        return false;
    }

    private void pass(LogSource source, byte[] buffer, FrameSink output) throws IOException {
        int n = Descriptors.read(pipes[source.ordinal()], buffer, 0, buffer.length);
        if (n == 0) {
            pipes[source.ordinal()] = -1;
            poll.set(source.ordinal(), -1, 0);
        } else if (n > 0 && (source == LogSource.STDOUT ? wish.stdout() : wish.stderr())) {
            output.write(source, buffer, 0, n);
        }
    }

    private void end(boolean readToEnd) {
        over = true;
        wake.close();
        if (readToEnd) {
            ended.complete(null);
        } else {
            abandoned.run();
        }
    }

    @Override
    public Optional<StdinPort> port() {
        return Optional.of(stdin);
    }

    @Override
    public void inputEnded(TypedInput.End how) {
        if (how == TypedInput.End.DETACHED) {
            over = true;
            wish.onDetach().run();
        } else if (how == TypedInput.End.OVER && !wish.terminal()) {
            stdin.end();
        } else if (how == TypedInput.End.OVER) {
            over = true; // as dockerd: without input a terminal's session is over
        }
        wake.signal();
    }

    @Override
    public void close() {
        boolean neverRan;
        synchronized (this) {
            neverRan = !ran && !over;
            over = true;
        }
        wake.signal();
        if (neverRan) {
            wake.close();
            abandoned.run();
        }
        if (wish.stdin() && !wish.terminal()) {
            stdin.end();
        }
    }
}
