package org.servin.runtime.internal.seccomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.servin.linux.seccomp.Architecture;
import org.servin.linux.seccomp.SystemCalls;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Seccomp;
import org.servin.spi.runtime.Seccomp.Arg;
import org.servin.spi.runtime.Seccomp.Rule;

class SeccompCompilerTest {
    private static final int ALLOW = 0x7fff0000;
    private static final int EPERM = 0x00050001;
    private static final int ENOSYS = 0x00050026;
    private static final List<String> X86_ALL = List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32");

    private static Rule allow(String... names) {
        return new Rule(List.of(names), "SCMP_ACT_ALLOW", OptionalInt.empty(), List.of());
    }

    private static Rule allowIf(String name, Arg... args) {
        return new Rule(List.of(name), "SCMP_ACT_ALLOW", OptionalInt.empty(), List.of(args));
    }

    private static Seccomp filter(List<String> architectures, Rule... rules) {
        return new Seccomp("SCMP_ACT_ERRNO", OptionalInt.empty(), architectures, List.of(rules));
    }

    private static int run(Seccomp seccomp, Architecture architecture, String name, long... arguments) {
        return new FilterMachine(SeccompCompiler.compile(seccomp))
                .run(architecture.audit(), SystemCalls.number(architecture, name).orElseThrow(), arguments);
    }

    @Test
    void namedCallsAreAllowedOnEveryArchitecture() {
        Seccomp seccomp = filter(X86_ALL, allow("read", "write", "futex_waitv", "no_such_call"));
        for (Architecture architecture : List.of(Architecture.X86_64, Architecture.X86, Architecture.X32)) {
            assertEquals(ALLOW, run(seccomp, architecture, "read"), architecture.text());
            assertEquals(ALLOW, run(seccomp, architecture, "write"), architecture.text());
            assertEquals(EPERM, run(seccomp, architecture, "mount"), architecture.text());
        }
    }

    @Test
    void newerCallsThanTheFilterKnowsDoNotExist() {
        Seccomp seccomp = filter(X86_ALL, allow("read", "futex_waitv"));
        assertEquals(ENOSYS, run(seccomp, Architecture.X86_64, "mseal"));
        assertEquals(ENOSYS, run(seccomp, Architecture.X86, "mseal"));
        assertEquals(ENOSYS, run(seccomp, Architecture.X32, "mseal"));
        assertEquals(EPERM, run(seccomp, Architecture.X86_64, "clone3"));
        Seccomp lenient = new Seccomp("SCMP_ACT_ALLOW", OptionalInt.empty(), X86_ALL, List.of(
                new Rule(List.of("mount"), "SCMP_ACT_ERRNO", OptionalInt.of(13), List.of())));
        assertEquals(ALLOW, run(lenient, Architecture.X86_64, "mseal"));
        assertEquals(0x0005000d, run(lenient, Architecture.X86_64, "mount"));
    }

    @Test
    void otherArchitecturesAreKilled() {
        Seccomp seccomp = filter(List.of("SCMP_ARCH_X86_64"), allow("read", "close"));
        assertEquals(0, run(seccomp, Architecture.AARCH64, "read"));
        assertEquals(0, run(seccomp, Architecture.X32, "close"));
        assertEquals(ALLOW, run(seccomp, Architecture.X86_64, "read"));
    }

    @Test
    void firstMatchingConditionDecides() {
        Seccomp seccomp = filter(X86_ALL,
                allowIf("personality", new Arg(0, 0, 0, "SCMP_CMP_EQ")),
                allowIf("personality", new Arg(0, 0xffffffffL, 0, "SCMP_CMP_EQ")),
                new Rule(List.of("personality"), "SCMP_ACT_KILL_PROCESS", OptionalInt.empty(), List.of(new Arg(0, 8, 0, "SCMP_CMP_GE"), new Arg(1, 1, 0, "SCMP_CMP_NE"))),
                allowIf("clone", new Arg(0, 2114060288L, 0, "SCMP_CMP_MASKED_EQ")));
        assertEquals(ALLOW, run(seccomp, Architecture.X86_64, "personality", 0));
        assertEquals(ALLOW, run(seccomp, Architecture.X86_64, "personality", 0xffffffffL, 7));
        assertEquals(0x80000000, run(seccomp, Architecture.X86_64, "personality", 9, 7));
        assertEquals(EPERM, run(seccomp, Architecture.X86_64, "personality", 9, 1));
        assertEquals(ALLOW, run(seccomp, Architecture.X86_64, "clone", 0x01200011));
        assertEquals(EPERM, run(seccomp, Architecture.X86_64, "clone", 0x10000000));
    }

    @Test
    void plainRuleDecidesWhereNoConditionHolds() {
        Seccomp seccomp = filter(X86_ALL, allow("socket"),
                new Rule(List.of("socket"), "SCMP_ACT_ERRNO", OptionalInt.of(97), List.of(new Arg(0, 40, 0, "SCMP_CMP_EQ"))));
        assertEquals(0x00050061, run(seccomp, Architecture.X86_64, "socket", 40));
        assertEquals(ALLOW, run(seccomp, Architecture.X86_64, "socket", 2));
    }

    @Test
    void comparisonsAreUnsignedOfSixtyFourBits() {
        long[] values = {0, 1, 0x7fffffffL, 0x80000000L, 0xffffffffL, 0x100000000L, 0x1_00000001L, Long.MAX_VALUE, Long.MIN_VALUE, -1};
        for (long wanted : values) {
            for (long given : values) {
                int order = Long.compareUnsigned(given, wanted);
                check("SCMP_CMP_EQ", wanted, given, order == 0);
                check("SCMP_CMP_NE", wanted, given, order != 0);
                check("SCMP_CMP_LT", wanted, given, order < 0);
                check("SCMP_CMP_LE", wanted, given, order <= 0);
                check("SCMP_CMP_GT", wanted, given, order > 0);
                check("SCMP_CMP_GE", wanted, given, order >= 0);
            }
        }
    }

    private static void check(String op, long wanted, long given, boolean holds) {
        Seccomp seccomp = filter(X86_ALL, allowIf("close", new Arg(3, wanted, 0, op)));
        assertEquals(holds ? ALLOW : EPERM, run(seccomp, Architecture.X86_64, "close", 0, 0, 0, given), op + " " + wanted + " " + given);
    }

    @Test
    void longFiltersJumpFarAndStayShallow() {
        List<Rule> rules = new ArrayList<>();
        List<String> names = List.of("read", "open", "stat", "poll", "mmap", "brk", "ioctl", "access", "pipe", "select", "mremap", "mincore", "shmget", "dup", "pause", "alarm",
                "getpid", "socket", "accept", "recvfrom", "recvmsg", "bind", "getsockname", "socketpair", "getsockopt", "fork", "execve", "wait4", "uname", "semop",
                "shmdt", "msgsnd", "msgctl", "flock", "fdatasync", "ftruncate", "getcwd", "fchdir", "mkdir", "creat", "unlink", "readlink", "fchmod", "fchown", "umask");
        IntStream.range(0, names.size()).forEach(i -> rules.add(allowIf(names.get(i), new Arg(0, i, 0, "SCMP_CMP_EQ"), new Arg(1, i, 0, "SCMP_CMP_LE"))));
        Seccomp seccomp = filter(X86_ALL, rules.toArray(Rule[]::new));
        FilterMachine machine = new FilterMachine(SeccompCompiler.compile(seccomp));
        for (int i = 0; i < names.size(); i++) {
            for (Architecture architecture : List.of(Architecture.X86_64, Architecture.X86, Architecture.X32)) {
                OptionalInt number = SystemCalls.number(architecture, names.get(i));
                if (number.isPresent()) {
                    assertEquals(ALLOW, machine.run(architecture.audit(), number.getAsInt(), i, i));
                    assertEquals(EPERM, machine.run(architecture.audit(), number.getAsInt(), i, i + 1));
                    assertTrue(machine.steps() < 40, "steps " + machine.steps());
                }
            }
        }
    }

    @Test
    void equalFiltersAreCompiledOnce() {
        assertSame(SeccompCompiler.compile(filter(X86_ALL, allow("getpid"))), SeccompCompiler.compile(filter(X86_ALL, allow("getpid"))));
    }

    @Test
    void unknownWordsAreRefused() {
        assertThrows(ServinException.class, () -> SeccompCompiler.compile(filter(X86_ALL, allowIf("read", new Arg(0, 1, 1, "SCMP_CMP_PURPLE")))));
        assertThrows(ServinException.class, () -> SeccompCompiler.compile(filter(X86_ALL, allowIf("read", new Arg(6, 1, 1, "SCMP_CMP_EQ")))));
        assertThrows(ServinException.class, () -> SeccompCompiler.compile(new Seccomp("SCMP_ACT_PURPLE", OptionalInt.empty(), X86_ALL, List.of())));
    }
}
