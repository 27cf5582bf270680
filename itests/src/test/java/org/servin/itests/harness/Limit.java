package org.servin.itests.harness;

import org.junit.rules.Timeout;

/** How long a test may take. An emulated machine is given more, in the proportion of its patience (see {@link Await}). */
public final class Limit {
    private Limit() { }

    /** A rule for each test of a class, with what is enough for a machine that is not emulated. */
    public static Timeout ofSeconds(long seconds) {
        return Timeout.seconds(seconds * Await.patience().toSeconds() / Await.USUAL_SECONDS);
    }
}
