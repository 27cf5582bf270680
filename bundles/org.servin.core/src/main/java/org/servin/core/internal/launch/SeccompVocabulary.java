package org.servin.core.internal.launch;

import java.util.Set;
import org.servin.spi.runtime.Seccomp;

/** The words of seccomp profiles that runc 1.1 knows, and how it refuses others. */
final class SeccompVocabulary {
    private static final Set<String> ACTIONS = Set.of("SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_ERRNO", "SCMP_ACT_TRAP",
            "SCMP_ACT_ALLOW", "SCMP_ACT_TRACE", "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY");
    private static final Set<String> OPERATORS = Set.of("SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ");
    private static final Set<String> ARCHITECTURES = Set.of("SCMP_ARCH_X86", "SCMP_ARCH_X86_64", "SCMP_ARCH_X32", "SCMP_ARCH_ARM", "SCMP_ARCH_AARCH64",
            "SCMP_ARCH_MIPS", "SCMP_ARCH_MIPS64", "SCMP_ARCH_MIPS64N32", "SCMP_ARCH_MIPSEL", "SCMP_ARCH_MIPSEL64", "SCMP_ARCH_MIPSEL64N32", "SCMP_ARCH_PPC",
            "SCMP_ARCH_PPC64", "SCMP_ARCH_PPC64LE", "SCMP_ARCH_RISCV64", "SCMP_ARCH_S390", "SCMP_ARCH_S390X");
    private static final int ARGUMENTS = 6;

    private SeccompVocabulary() { }

    /** Refuses what cannot be a filter. */
    static void check(Seccomp seccomp) {
        require(ACTIONS, seccomp.defaultAction(), "action");
        seccomp.architectures().forEach(name -> require(ARCHITECTURES, name, "arch"));
        for (Seccomp.Rule rule : seccomp.rules()) {
            require(ACTIONS, rule.action(), "action");
            rule.args().forEach(arg -> require(OPERATORS, arg.op(), "operator"));
        }
        seccomp.rules().forEach(SeccompVocabulary::checkUse);
    }

    private static void checkUse(Seccomp.Rule rule) {
        if (rule.action().equals("SCMP_ACT_NOTIFY")) { // a profile of Docker cannot name who is to be notified
            throw RuntimeRefusal.ofStart("listenerPath is not set");
        }
        for (Seccomp.Arg arg : rule.args()) {
            if (arg.index() < 0 || arg.index() >= ARGUMENTS) {
                throw RuntimeRefusal.ofStart("error creating seccomp syscall condition for syscall " + rule.names().stream().findFirst().orElse("")
                        + ": syscalls only have up to 6 arguments (" + arg.index() + " given)");
            }
        }
    }

    private static void require(Set<String> known, String word, String what) {
        if (!known.contains(word)) {
            throw RuntimeRefusal.of("string " + word + " is not a valid " + what + " for seccomp");
        }
    }
}
