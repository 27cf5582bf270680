package org.servin.spi.runtime;

import java.util.Objects;

/**
 * A limit as for setrlimit(2).
 *
 * @param name in lower case without the prefix: {@code nofile}
 * @param soft -1 for none
 * @param hard -1 for none
 */
public record Rlimit(String name, long soft, long hard) {
    /** Checks that nothing is null. */
    public Rlimit {
        Objects.requireNonNull(name, "name is null");
    }
}
