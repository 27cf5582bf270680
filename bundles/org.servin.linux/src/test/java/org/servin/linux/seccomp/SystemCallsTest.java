package org.servin.linux.seccomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SystemCallsTest {
    @Test
    void numbersAreThoseOfTheKernel() {
        assertEquals(OptionalInt.of(257), SystemCalls.number(Architecture.X86_64, "openat"));
        assertEquals(OptionalInt.of(5), SystemCalls.number(Architecture.X86, "open"));
        assertEquals(OptionalInt.of(0x40000000 + 520), SystemCalls.number(Architecture.X32, "execve"));
        assertEquals(OptionalInt.of(221), SystemCalls.number(Architecture.AARCH64, "execve"));
        assertTrue(SystemCalls.number(Architecture.AARCH64, "open").isEmpty());
    }

    @Test
    void architecturesHaveProfileNames() {
        assertEquals(Architecture.X32, Architecture.named("SCMP_ARCH_X32").orElseThrow());
        assertTrue(Architecture.named("SCMP_ARCH_S390").isEmpty());
    }
}
