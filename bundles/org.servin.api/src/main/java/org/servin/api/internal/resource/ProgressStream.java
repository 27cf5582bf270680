package org.servin.api.internal.resource;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.Failure;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.wire.ProgressDocument;
import org.servin.image.Progress;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * Runs a long job and streams its messages. A failure before the first message is an ordinary answer; later, it is the last message. The job's thread is interrupted
 * when the client leaves.
 */
final class ProgressStream implements Progress.Sink {
    private final OutputStream out;
    private final Thread worker = Thread.currentThread();
    private boolean begun;
    private boolean gone;
    private boolean over;

    private ProgressStream(ApiCall call) {
        this.out = call.stream("application/json");
    }

    /** A job that shows its progress. */
    interface Job {
        /** Runs it. */
        void run(Progress.Sink progress) throws IOException;
    }

    /**
     * Runs a job whose request has no body, or one that it reads itself.
     *
     * @param watch whether to notice a client that leaves: not for jobs that read the body
     * @param always whether also a failure before the first message is a message
     */
    static void run(ApiCall call, boolean watch, boolean always, Job job) throws IOException {
        ProgressStream s = new ProgressStream(call);
        s.begun = always;
        if (watch) {
            call.exchange().onClientGone(s::leave);
        }
        try {
            job.run(s);
        } catch (ServinException e) {
            s.fail(e);
        } finally {
            s.finish();
        }
    }

    @Override
    public synchronized void show(Progress message) {
        if (gone) {
            throw new ServinException(ErrorKind.CANCELLED, "the client has left");
        }
        try {
            send(ProgressDocument.of(message));
        } catch (IOException e) {
            gone = true;
            throw new ServinException(ErrorKind.CANCELLED, "the client has left", e);
        }
    }

    private void send(ProgressDocument message) throws IOException {
        byte[] line = Json.line(message);
        byte[] ended = Arrays.copyOf(line, line.length + 1);
        ended[line.length - 1] = '\r';
        ended[line.length] = '\n';
        begun = true;
        out.write(ended);
        out.flush();
    }

    private synchronized void fail(ServinException e) throws IOException {
        if (gone) {
            return;
        }
        if (!begun) {
            throw e;
        }
        send(ProgressDocument.failed(Failure.of(e).message()));
    }

    private synchronized void leave() {
        gone = true;
        if (!over) {
            worker.interrupt();
        }
    }

    /** The thread goes back to its pool: an interrupt that came too late must not meet the next request. */
    private synchronized void finish() {
        over = true;
        if (gone) {
            Thread.interrupted();
        }
    }
}
