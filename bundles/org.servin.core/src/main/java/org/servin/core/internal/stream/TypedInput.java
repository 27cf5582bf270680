package org.servin.core.internal.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what one client sends to a process's standard input, in a thread of its own. */
final class TypedInput {
    private static final Logger LOG = LoggerFactory.getLogger(TypedInput.class);
    private static final int BUFFER = 32 * 1024;

    /** How the client's input came to its end. */
    enum End {
        /** The client sends no more. */
        OVER,
        /** It typed the detach keys. */
        DETACHED,
        /** The process reads no more. */
        REFUSED
    }

    /** What a session does with its client's input. Called in the input's thread. */
    interface Session {
        /** Where to write; waits for a process that is not there yet. Empty if there will be none. */
        Optional<StdinPort> port() throws InterruptedException;

        /** The input has ended. */
        void inputEnded(End how);
    }

    private final InputStream input;
    private final Optional<DetachKeys> keys;
    private final Session session;

    private TypedInput(InputStream input, Optional<DetachKeys> keys, Session session) {
        this.input = input;
        this.keys = keys;
        this.session = session;
    }

    /**
     * Starts the thread; it ends when the input does, which it closes then. What comes after the process has stopped reading is read and thrown away.
     *
     * @param keys what detaches, for a terminal
     */
    static void start(InputStream input, Optional<DetachKeys> keys, Session session) {
        start(new TypedInput(input, keys, session)::carry);
    }

    /** Starts a thread that throws away what a client sends, for a process that has no input; the input is closed at its end. */
    static void ignore(InputStream input) {
        start(() -> drain(input));
    }

    private static void start(Runnable carrying) {
        Thread thread = new Thread(carrying, "servin-stdin");
        thread.setDaemon(true);
        thread.start();
    }

    private void carry() {
        End end = End.OVER;
        try {
            end = copy();
        } catch (IOException e) {
            LOG.debug("a client's input broke off", e); // the end of its input, as when it says so
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            session.inputEnded(end);
        }
        if (end == End.REFUSED) {
            drain(input);
        } else {
            close(input);
        }
    }

    private static void drain(InputStream input) {
        try {
            input.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.debug("a client's input broke off", e);
        }
        close(input);
    }

    private static void close(InputStream input) {
        try {
            input.close();
        } catch (IOException e) {
            LOG.debug("a client's input could not be closed", e);
        }
    }

    private End copy() throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        int n;
        while ((n = input.read(buffer)) >= 0) {
            byte[] bytes = buffer;
            boolean detach = false;
            if (keys.isPresent()) {
                passed.reset();
                detach = keys.get().pass(buffer, n, passed);
                bytes = passed.toByteArray();
                n = bytes.length;
            }
            Optional<StdinPort> port = session.port();
            if (port.isEmpty() || !port.get().write(bytes, n)) {
                return detach ? End.DETACHED : End.REFUSED;
            }
            if (detach) {
                return End.DETACHED;
            }
        }
        return End.OVER;
    }
}
