package org.servin.auth.plugin.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections that a plugin's next requests can use. Thread-safe. */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final int MOST = 4;
    private static final long OLD = Duration.ofSeconds(10).toNanos();

    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    private record Idle(HttpConnection connection, Address address, long since) { }

    /** One that was used with this address a moment ago; null if there is none. Those of other addresses and older ones are closed. */
    HttpConnection take(Address address) {
        List<Idle> useless = new ArrayList<>();
        Idle found;
        synchronized (this) {
            idle.removeIf(one -> isUseless(one, address) && useless.add(one));
            found = idle.poll();
        }
        useless.forEach(one -> close(one.connection()));
        return found == null ? null : found.connection();
    }

    private static boolean isUseless(Idle one, Address address) {
        return !one.address().equals(address) || System.nanoTime() - one.since() >= OLD;
    }

    /** Keeps one for later, or closes it. */
    void giveBack(HttpConnection connection, Address address) {
        synchronized (this) {
            if (!closed && connection.isReusable() && idle.size() < MOST) {
                idle.push(new Idle(connection, address, System.nanoTime()));
                return;
            }
        }
        close(connection);
    }

    static void close(HttpConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug("closing a connection to a plugin failed", e);
        }
    }

    /** Forgets those that wait; those in use are closed when they are given back. */
    @Override
    public void close() {
        List<Idle> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(idle);
            idle.clear();
        }
        all.forEach(one -> close(one.connection()));
    }
}
