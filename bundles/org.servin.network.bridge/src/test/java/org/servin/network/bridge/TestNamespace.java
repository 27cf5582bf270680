package org.servin.network.bridge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.servin.linux.Fd;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.netlink.Rtnetlink;

/** An empty network namespace that lives as long as this is open. */
final class TestNamespace implements AutoCloseable {
    private final Fd fd;

    TestNamespace() throws Exception {
        fd = inNewNamespace(NetworkNamespace::current);
    }

    int fd() {
        return fd.number();
    }

    /** Calls in a thread that has moved into a new namespace with loop-back up. */
    static <T> T inNewNamespace(Callable<T> call) throws Exception {
        return inThread(() -> {
            NetworkNamespace.unshare();
            try (Rtnetlink own = Rtnetlink.open()) {
                own.apply(new Batch().loopbackUp());
            }
            return call.call();
        });
    }

    private static <T> T inThread(Callable<T> call) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.start();
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /** Opens something inside. */
    <T> T open(Opening<T> opening) {
        return NetworkNamespace.call(fd(), () -> {
            try {
                return opening.open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    interface Opening<T> {
        T open() throws IOException;
    }

    @Override
    public void close() {
        fd.close();
    }
}
