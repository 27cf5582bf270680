package org.servin.core.internal.container;

import java.time.Duration;
import org.servin.core.container.RestartPolicy;

/** Dockerd's pause between restarts: 100 ms, doubled each time up to a minute; from the beginning after a run of 10 s. */
final class RestartBackoff {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration STEADY = Duration.ofSeconds(10);
    private Duration pause = Duration.ZERO;

    /** The pause before the next start. */
    Duration next(Duration ran) {
        if (pause.isZero() || ran.compareTo(STEADY) >= 0) {
            pause = FIRST;
        } else {
            pause = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
        }
        return pause;
    }

    /** It was started by hand. */
    void reset() {
        pause = Duration.ZERO;
    }

    /** Whether a policy asks for a restart. */
    static boolean wanted(RestartPolicy policy, int exitCode, int restarts, boolean manuallyStopped) {
        return switch (policy.name()) {
            case "always" -> true;
            case "unless-stopped" -> !manuallyStopped;
            case "on-failure" -> exitCode != 0 && (policy.maximumRetryCount() == 0 || restarts < policy.maximumRetryCount());
            default -> false;
        };
    }
}
