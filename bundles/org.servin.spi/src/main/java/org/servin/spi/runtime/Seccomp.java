package org.servin.spi.runtime;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A system call filter with all conditions about capabilities, architecture and kernel already decided (seccomp(2)).
 *
 * @param defaultAction of what no rule names: {@code SCMP_ACT_ERRNO} and the like
 * @param defaultErrno the errno of a default action {@code SCMP_ACT_ERRNO}
 * @param architectures {@code SCMP_ARCH_X86_64} and the like that may be called
 * @param rules first match decides, argument rules before plain ones
 */
public record Seccomp(String defaultAction, OptionalInt defaultErrno, List<String> architectures, List<Rule> rules) {
    /** Copies the collections. */
    public Seccomp {
        Objects.requireNonNull(defaultAction, "defaultAction is null");
        architectures = List.copyOf(architectures);
        rules = List.copyOf(rules);
    }

    /**
     * What to do with some system calls.
     *
     * @param names as in the kernel; a name this architecture does not have is passed over
     * @param action {@code SCMP_ACT_ALLOW} and the like
     * @param errno the errno of {@code SCMP_ACT_ERRNO}
     * @param args all must hold
     */
    public record Rule(List<String> names, String action, OptionalInt errno, List<Arg> args) {
        /** Copies the collections. */
        public Rule {
            Objects.requireNonNull(action, "action is null");
            names = List.copyOf(names);
            args = List.copyOf(args);
        }
    }

    /**
     * A condition on one argument.
     *
     * @param index 0 to 5
     * @param value compared with
     * @param valueTwo the wanted bits for {@code SCMP_CMP_MASKED_EQ}
     * @param op {@code SCMP_CMP_EQ} and the like
     */
    public record Arg(int index, long value, long valueTwo, String op) {
        /** Checks that nothing is null. */
        public Arg {
            Objects.requireNonNull(op, "op is null");
        }
    }
}
