package org.servin.itests.harness;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions. Half a minute is enough for a machine; an emulated one is given more by the property {@code servin.itests.patience}, in seconds. */
public final class Await {
    static final int USUAL_SECONDS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("servin.itests.patience", USUAL_SECONDS));
    private static final long PAUSE_MILLIS = 20;

    private Await() { }

    /** How long a condition is waited for. */
    static Duration patience() {
        return PATIENCE;
    }

    /** Returns when the condition holds; fails when patience ends, naming what was waited for. */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** The same with a text that is made when it is needed. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("still not so after " + PATIENCE.toSeconds() + " s: " + what.get());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
