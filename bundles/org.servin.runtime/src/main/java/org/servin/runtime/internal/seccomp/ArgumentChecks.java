package org.servin.runtime.internal.seccomp;

import org.servin.runtime.internal.seccomp.SeccompCompiler.Decision;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Seccomp.Arg;

/** Writes the comparisons of arguments. Arguments have 64 bits, the accumulator has 32: the upper half is compared first. */
final class ArgumentChecks {
    private static final int MOST_ARGUMENTS = 6;

    private ArgumentChecks() { }

    static void emit(Code code, Decision decision) {
        for (Decision.Case alternative : decision.cases()) {
            Code.Label fails = code.label();
            alternative.args().forEach(arg -> check(code, arg, fails));
            code.give(alternative.verdict());
            code.place(fails);
        }
        code.give(decision.otherwise());
    }

    /** Falls through if the condition holds. */
    private static void check(Code code, Arg arg, Code.Label fails) {
        if (arg.index() < 0 || arg.index() >= MOST_ARGUMENTS) {
            throw ServinException.invalid("seccomp condition on argument " + arg.index() + ": a system call has six");
        }
        Code.Label holds = code.label();
        switch (arg.op()) {
            case "SCMP_CMP_EQ" -> equal(code, arg, fails);
            case "SCMP_CMP_NE" -> {
                equal(code, arg, holds);
                code.jump(fails);
            }
            case "SCMP_CMP_GT" -> above(code, arg, false, holds, fails);
            case "SCMP_CMP_GE" -> above(code, arg, true, holds, fails);
            case "SCMP_CMP_LT" -> above(code, arg, true, fails, holds);
            case "SCMP_CMP_LE" -> above(code, arg, false, fails, holds);
            case "SCMP_CMP_MASKED_EQ" -> masked(code, arg, fails);
            default -> throw ServinException.invalid("seccomp operator " + arg.op() + " is not known");
        }
        code.place(holds);
    }

    private static void equal(Code code, Arg arg, Code.Label differs) {
        code.load(Code.upperHalf(arg.index()));
        code.jumpUnless(upper(arg.value()), differs);
        code.load(Code.lowerHalf(arg.index()));
        code.jumpUnless(lower(arg.value()), differs);
    }

    private static void masked(Code code, Arg arg, Code.Label differs) {
        long mask = arg.value();
        long wanted = arg.valueTwo();
        code.load(Code.upperHalf(arg.index()));
        code.and(upper(mask));
        code.jumpUnless(upper(wanted), differs);
        code.load(Code.lowerHalf(arg.index()));
        code.and(lower(mask));
        code.jumpUnless(lower(wanted), differs);
    }

    /** Unsigned: goes to one label if the argument is above (or equal, if that counts), else to the other. */
    private static void above(Code code, Arg arg, boolean orEqual, Code.Label yes, Code.Label no) {
        code.load(Code.upperHalf(arg.index()));
        code.jumpIfAbove(upper(arg.value()), yes);
        code.jumpUnless(upper(arg.value()), no);
        code.load(Code.lowerHalf(arg.index()));
        if (orEqual) {
            code.jumpIfBelow(lower(arg.value()), no);
        } else {
            code.jumpUnlessAbove(lower(arg.value()), no);
        }
        code.jump(yes);
    }

    private static int upper(long value) {
        return (int) (value >>> 32);
    }

    private static int lower(long value) {
        return (int) value;
    }
}
