package org.servin.log.fluentd;

import java.time.Duration;

/**
 * How long a destination is waited for, before the engine keeps the records and tries again.
 *
 * @param connect for a connection, TLS included
 * @param answer for a message to be taken, and acknowledged if it is to be; more for one that has failed, so that a slow destination gets on
 */
record Patience(Duration connect, Duration answer) {
    private static final int MOST_DOUBLINGS = 2;

    /** Some seconds. */
    static final Patience USUAL = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10));

    /** By when, as {@link System#nanoTime} has it. */
    long connectDeadline() {
        return System.nanoTime() + connect.toNanos();
    }

    /** How long to wait for a message that has failed so many times. */
    Duration answer(long failures) {
        return answer.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    }

    /** By when, as {@link System#nanoTime} has it. */
    long answerDeadline(long failures) {
        return System.nanoTime() + answer(failures).toNanos();
    }
}
