package org.servin.log.fluentd;

import java.time.Duration;

/**
 * How long a destination is waited for, before the engine keeps the records and tries again.
 *
 * @param connect for a connection, TLS included
 * @param answer for a message to be taken, and acknowledged if it is to be
 */
record Patience(Duration connect, Duration answer) {
    /** Some seconds. */
    static final Patience USUAL = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10));

    /** By when, as {@link System#nanoTime} has it. */
    long connectDeadline() {
        return System.nanoTime() + connect.toNanos();
    }

    /** By when, as {@link System#nanoTime} has it. */
    long answerDeadline() {
        return System.nanoTime() + answer.toNanos();
    }
}
