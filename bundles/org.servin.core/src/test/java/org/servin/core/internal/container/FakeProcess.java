package org.servin.core.internal.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.servin.linux.io.Descriptors;
import org.servin.linux.io.Pipe;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Exit;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stream;

/** An exec'd process that ends when the test says so, or when it is killed. */
public final class FakeProcess implements RunningProcess {
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final String output;

    /** A process that writes that. */
    public FakeProcess(String output) {
        this.output = output;
    }

    /** One that has ended already. */
    static FakeProcess ended(String output, int code) {
        FakeProcess process = new FakeProcess(output);
        process.end(code);
        return process;
    }

    /** Ends it. */
    public void end(int code) {
        exit.complete(new Exit(code, false, 0));
    }

    /** Completes with its release. */
    public CompletableFuture<Void> released() {
        return released;
    }

    @Override
    public int pid() {
        return 77;
    }

    @Override
    public long startedEpochNanos() {
        return 0;
    }

    @Override
    public OptionalInt stream(Stream which) {
        if (which != Stream.STDOUT) {
            return OptionalInt.empty();
        }
        Pipe pipe = Pipe.open(0);
        byte[] bytes = output.getBytes(UTF_8);
        Descriptors.write(pipe.write().number(), bytes, 0, bytes.length);
        pipe.write().close();
        return OptionalInt.of(pipe.read().give());
    }

    @Override
    public void closeStdin() { }

    @Override
    public void resize(int rows, int columns) { }

    @Override
    public void signal(int number) {
        if (!exit.complete(new Exit(128 + number, false, 0))) {
            throw ServinException.conflict("ended");
        }
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit;
    }

    @Override
    public void release() {
        released.complete(null);
    }
}
