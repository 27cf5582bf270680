package org.servin.http.internal;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * How much a client may hold of the engine, and for how long. A time or size of 0 or less is none. Sessions, answers that are being sent, and bodies that nobody reads at the
 * moment have no limit of time.
 *
 * @param headBytes of a request's line and headers
 * @param bodyBytes of a request's body
 * @param connections of all clients together
 * @param perClient connections of one user of a unix socket, but root, or of one address
 * @param idle how long a connection stays open without a request, in nanoseconds
 * @param head how long a request's line and headers, or the whole of a small request, may take from its first byte
 * @param body how long the next byte of a body that is read may take
 * @param handshake how long the beginning of an encrypted connection may take
 */
record Limits(int headBytes, long bodyBytes, int connections, int perClient, long idle, long head, long body, long handshake) {
    /** How long a connection may be open before its first request, where an idle one may be longer. */
    private static final long FRESH = TimeUnit.MINUTES.toNanos(5);
    private static final long COARSEST = TimeUnit.SECONDS.toNanos(5);
    private static final long FINEST = TimeUnit.MILLISECONDS.toNanos(100);
    /** Parts of the shortest limit after which clients are looked at. */
    private static final int FINENESS = 4;

    static Limits of(ListenerSettings s) {
        return new Limits(none(s.http$_$head$_$size()), s.http$_$body$_$size() <= 0 ? Long.MAX_VALUE : s.http$_$body$_$size(), none(s.http$_$connections()), none(s.http$_$connections$_$per$_$client()),
                seconds(s.http$_$idle$_$timeout()), seconds(s.http$_$head$_$timeout()), seconds(s.http$_$body$_$timeout()), seconds(s.http$_$handshake$_$timeout()));
    }

    private static int none(int value) {
        return value <= 0 ? Integer.MAX_VALUE : value;
    }

    private static long seconds(int seconds) {
        return seconds <= 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(seconds);
    }

    /** As {@link #idle}, of a connection that has brought no request yet. */
    long fresh() {
        return Math.min(idle, FRESH);
    }

    /** How often to look for those who exceed one. */
    long period() {
        return Math.max(FINEST, LongStream.of(idle, head, body, handshake).map(t -> t / FINENESS).reduce(COARSEST, Math::min));
    }
}
