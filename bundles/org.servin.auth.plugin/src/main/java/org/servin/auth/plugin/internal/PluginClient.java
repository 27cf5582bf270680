package org.servin.auth.plugin.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one plugin. As dockerd's client, it tries again after 1, 2, 4 and 8 seconds when the plugin cannot be reached or does not answer, so that a plugin can be restarted; but
 * all has to be over by a deadline, and only so many ask at a time and wait to ask: a plugin that hangs takes hold of no more threads. Thread-safe.
 */
final class PluginClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PluginClient.class);
    private static final int AT_ONCE = 64;
    private static final int WAITING = 256;
    private static final int LARGEST_ANSWER = 10 << 20;
    private static final int LARGEST_ERROR = 4096;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final Discovery discovery;
    private final Duration patience;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final Connections connections = new Connections();
    /** Where the plugin was when it said that it decides about requests; null before, and when it may have been started again. */
    private volatile Address introduced;

    /**
     * Asks nothing.
     *
     * @param patience how long a plugin has to answer, with all attempts
     */
    PluginClient(String name, Discovery discovery, Duration patience) {
        this.name = name;
        this.discovery = discovery;
        this.patience = patience;
    }

    /** The answer to a call; of a plugin that has not introduced itself, this is asked before. */
    byte[] call(String method, byte[] content) throws PluginFailure {
        Deadline deadline = Deadline.in(patience);
        if (turns.getQueueLength() >= WAITING) {
            throw new PluginFailure("too many requests wait for it", null);
        }
        try {
            if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new PluginFailure("it answers other requests too slowly", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginFailure("context canceled", e);
        }
        try {
            return tryAgain(method, content, deadline);
        } finally {
            turns.release();
        }
    }

    private byte[] tryAgain(String method, byte[] content, Deadline deadline) throws PluginFailure {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return ask(method, content, deadline);
            } catch (StaleConnection e) {
                LOG.debug("a kept connection to the authorization plugin {} is of no use", name, e);
                continue; // there are but a few
            } catch (IOException e) {
                if (isFinal(e) || e instanceof InterruptedIOException && Thread.currentThread().isInterrupted() || !deadline.allows(pause)) {
                    throw new PluginFailure(e.getMessage(), e);
                }
                LOG.warn("the authorization plugin {} cannot be asked, and is asked again in {} s: {}", name, pause.toSeconds(), e.getMessage());
            }
            sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    /** Whether asking again would only give the same: the plugin answers nonsense, or its certificate is not to be trusted, or ours is not for it. */
    private static boolean isFinal(IOException e) {
        return e instanceof ProtocolException || e instanceof SSLException && !(e.getCause() instanceof EOFException || e.getCause() instanceof SocketException);
    }

    private static void sleep(Duration pause) throws PluginFailure {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginFailure("context canceled", e);
        }
    }

    private byte[] ask(String method, byte[] content, Deadline deadline) throws IOException, PluginFailure {
        Address address = discovery.find(name);
        if (!address.equals(introduced)) {
            if (!Introduction.implementsAuthorization(body("Plugin.Activate", exchange(address, "Plugin.Activate", new byte[0], deadline)))) {
                throw new PluginFailure("plugin does not implement the requested driver", null);
            }
            introduced = address;
        }
        return body(method, exchange(address, method, content, deadline));
    }

    /** By a connection that was kept, if there is one. If that is of no use any more, the plugin may have been started again. */
    private HttpConnection.Answer exchange(Address address, String method, byte[] content, Deadline deadline) throws IOException {
        HttpConnection kept = connections.take(address);
        try {
            return post(kept == null ? open(address, deadline) : kept, address, method, content, deadline);
        } catch (IOException e) {
            introduced = null;
            if (isFinal(e)) {
                throw e;
            }
            if (kept != null && deadline.millis() > 0) {
                throw new StaleConnection(e);
            }
            throw new IOException("Post \"" + address.url(method) + "\": " + reason(e), e);
        }
    }

    private static HttpConnection open(Address address, Deadline deadline) throws IOException {
        try {
            return HttpConnection.open(address, deadline);
        } catch (IOException e) {
            throw e instanceof SSLException ? e : new IOException("dial " + address.dialled() + ": connect: " + reason(e), e);
        }
    }

    private HttpConnection.Answer post(HttpConnection connection, Address address, String method, byte[] content, Deadline deadline) throws IOException {
        try {
            HttpConnection.Answer answer = connection.post(method, content, LARGEST_ANSWER, deadline);
            connections.giveBack(connection, address);
            return answer;
        } catch (IOException | RuntimeException e) {
            Connections.close(connection);
            throw e;
        }
    }

    private static byte[] body(String method, HttpConnection.Answer answer) throws PluginFailure {
        if (answer.isOk()) {
            return answer.body();
        }
        String text = Introduction.error(answer.body());
        throw new PluginFailure(method + ": " + (text.length() > LARGEST_ERROR ? text.substring(0, LARGEST_ERROR) + "\u2026" : text), null);
    }

    /** The JDK begins with a capital letter, where Go has none. */
    private static String reason(IOException e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        return text.isEmpty() || text.startsWith("EOF") || text.startsWith("Post ") ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    @Override
    public void close() {
        connections.close();
    }

    private static final class StaleConnection extends IOException {
        private static final long serialVersionUID = 1L;

        StaleConnection(IOException cause) {
            super(cause);
        }
    }
}
