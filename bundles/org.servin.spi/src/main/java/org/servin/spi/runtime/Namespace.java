package org.servin.spi.runtime;

import java.util.OptionalInt;

/**
 * Where one namespace of a container comes from.
 *
 * @param mode a new one, the host's, or that of another process
 * @param pid that other process as the host numbers it; only with {@code JOIN}
 */
public record Namespace(Mode mode, OptionalInt pid) {
    /** Where it comes from. */
    public enum Mode { NEW, HOST, JOIN }

    /** A namespace of its own. */
    public static Namespace fresh() {
        return new Namespace(Mode.NEW, OptionalInt.empty());
    }

    /** The host's. */
    public static Namespace host() {
        return new Namespace(Mode.HOST, OptionalInt.empty());
    }

    /** That of a running process. */
    public static Namespace of(int pid) {
        return new Namespace(Mode.JOIN, OptionalInt.of(pid));
    }
}
