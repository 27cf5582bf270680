package org.servin.core.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.servin.linux.Fd;
import org.servin.linux.io.Descriptors;
import org.servin.linux.io.Pipe;
import org.servin.linux.io.Poll;
import org.servin.spi.runtime.Exit;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stream;

/** A process that is a test: real pipes, whose other ends the test holds. */
final class FakeProcess implements RunningProcess, AutoCloseable {
    final Pipe in = Pipe.open(Descriptors.O_NONBLOCK);
    final Pipe out = Pipe.open(Descriptors.O_NONBLOCK);
    final Pipe err = Pipe.open(Descriptors.O_NONBLOCK);
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final long started;

    FakeProcess() {
        this(EpochClock.nanos());
    }

    FakeProcess(long started) {
        this.started = started;
    }

    void say(String text) {
        write(out.write(), text.getBytes(UTF_8));
    }

    void complain(String text) {
        write(err.write(), text.getBytes(UTF_8));
    }

    static void write(Fd pipe, byte[] bytes) {
        for (int done = 0; done < bytes.length;) {
            int n = Descriptors.write(pipe.number(), bytes, done, bytes.length - done);
            if (n == Descriptors.WOULD_BLOCK) {
                Poll.one(pipe.number(), Poll.OUT, 1000);
            } else {
                done += n;
            }
        }
    }

    String heard() {
        byte[] bytes = new byte[100_000];
        Poll.one(in.read().number(), Poll.IN, 5000);
        int n = Descriptors.read(in.read().number(), bytes, 0, bytes.length);
        return n < 0 ? "" : n == 0 ? "<end>" : new String(bytes, 0, n, UTF_8);
    }

    /** Ends as the kernel ends a process: first its descriptors are closed. */
    void end() {
        out.write().close();
        err.write().close();
        in.read().close();
        exit.complete(new Exit(0, false, EpochClock.nanos()));
    }

    /** Ends and leaves a child that holds the pipes. */
    void endLeavingChild() {
        exit.complete(new Exit(0, false, EpochClock.nanos()));
    }

    @Override
    public int pid() {
        return 4711;
    }

    @Override
    public long startedEpochNanos() {
        return started;
    }

    @Override
    public OptionalInt stream(Stream which) {
        return OptionalInt.of(switch (which) {
            case STDIN -> in.write().number();
            case STDOUT -> out.read().number();
            case STDERR -> err.read().number();
        });
    }

    @Override
    public void closeStdin() {
        in.write().close();
    }

    @Override
    public void resize(int rows, int columns) { }

    @Override
    public void signal(int number) { }

    @Override
    public CompletionStage<Exit> exit() {
        return exit;
    }

    @Override
    public void release() {
        close();
    }

    @Override
    public void close() {
        in.close();
        out.close();
        err.close();
    }
}
