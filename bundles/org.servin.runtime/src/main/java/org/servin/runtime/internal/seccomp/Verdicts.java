package org.servin.runtime.internal.seccomp;

import java.util.OptionalInt;
import org.servin.spi.ServinException;

/** What a filter can answer ({@code SECCOMP_RET_*} of {@code linux/seccomp.h}). */
final class Verdicts {
    static final int KILL = 0x00000000;
    private static final int KILL_PROCESS = 0x80000000;
    private static final int TRAP = 0x00030000;
    private static final int ERRNO = 0x00050000;
    private static final int TRACE = 0x7ff00000;
    private static final int LOG = 0x7ffc0000;
    private static final int ALLOW = 0x7fff0000;
    private static final int DATA = 0xffff;
    private static final int EPERM = 1;

    private Verdicts() { }

    /** The answer that an action of a profile means. */
    static int of(String action, OptionalInt errno) {
        return switch (action) {
            case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> KILL;
            case "SCMP_ACT_KILL_PROCESS" -> KILL_PROCESS;
            case "SCMP_ACT_TRAP" -> TRAP;
            case "SCMP_ACT_ERRNO" -> errno(errno.orElse(EPERM));
            case "SCMP_ACT_TRACE" -> TRACE | errno.orElse(EPERM) & DATA;
            case "SCMP_ACT_LOG" -> LOG;
            case "SCMP_ACT_ALLOW" -> ALLOW;
            default -> throw ServinException.invalid("seccomp action " + action + " is not supported");
        };
    }

    static int errno(int number) {
        return ERRNO | number & DATA;
    }

    /** Whether an answer keeps the call from being made. */
    static boolean isRefusal(int verdict) {
        return verdict != ALLOW && verdict != LOG && (verdict & ~DATA) != TRACE;
    }
}
