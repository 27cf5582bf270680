package org.servin.runtime.internal.seccomp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.servin.linux.seccomp.Architecture;
import org.servin.linux.seccomp.SystemCalls;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Seccomp;

/**
 * Turns a system call filter into a program for seccomp(2). Thread-safe.
 *
 * <p>A program is, for each architecture, a binary tree over the system calls' numbers: neighbours with the same verdict share a leaf, so a
 * call is decided by some eight comparisons. Calls newer than the newest that the filter names get ENOSYS instead of its refusal, as runc has it:
 * C libraries then fall back to older calls.
 */
public final class SeccompCompiler {
    private static final int CACHED = 32;
    private static final int ENOSYS = 38;
    /** Most instructions the kernel takes: BPF_MAXINSNS. */
    private static final int MOST_INSTRUCTIONS = 4096;

    /** Compiled programs by value, latest used last: nearly all containers of an engine have the same few filters. */
    private static final Map<Seccomp, byte[]> CACHE = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Seccomp, byte[]> eldest) {
            return size() > CACHED;
        }
    });

    private SeccompCompiler() { }

    /** The program: {@code struct sock_filter}s in the machine's byte order. INVALID_ARGUMENT for what cannot be expressed. The array is shared: read only. */
    public static byte[] compile(Seccomp seccomp) {
        byte[] program = CACHE.get(seccomp);
        if (program == null) {
            program = assemble(seccomp);
            CACHE.put(seccomp, program);
        }
        return program;
    }

    private static byte[] assemble(Seccomp seccomp) {
        int otherwise = Verdicts.of(seccomp.defaultAction(), seccomp.defaultErrno());
        Set<Architecture> architectures = EnumSet.noneOf(Architecture.class);
        seccomp.architectures().forEach(name -> Architecture.named(name).ifPresent(architectures::add));
        if (architectures.isEmpty()) {
            architectures.add(Architecture.ofHost());
        }
        Map<Integer, TreeMap<Long, Decision>> byAudit = new LinkedHashMap<>();
        for (Architecture architecture : architectures) {
            byAudit.computeIfAbsent(architecture.audit(), audit -> new TreeMap<>()).putAll(decisions(architecture, seccomp, otherwise));
        }
        if (architectures.contains(Architecture.X86_64) && !architectures.contains(Architecture.X32)) {
            byAudit.get(Architecture.X86_64.audit()).put((long) Architecture.X32.offset(), Decision.always(Verdicts.KILL));
        }
        Code code = new Code();
        code.load(Code.ARCHITECTURE);
        for (Map.Entry<Integer, TreeMap<Long, Decision>> entry : byAudit.entrySet()) {
            Code.Label next = code.label();
            code.jumpUnless(entry.getKey(), next);
            code.load(Code.NUMBER);
            DecisionTree.emit(code, entry.getValue());
            code.place(next);
        }
        code.give(Verdicts.KILL);
        if (code.size() > MOST_INSTRUCTIONS) {
            throw ServinException.invalid("seccomp filter is too long: " + code.size() + " instructions, the kernel takes " + MOST_INSTRUCTIONS);
        }
        return code.bytes();
    }

    /** What is decided from which number on, up to the next entry. */
    private static TreeMap<Long, Decision> decisions(Architecture architecture, Seccomp seccomp, int otherwise) {
        TreeMap<Integer, Decision> single = new TreeMap<>();
        int newest = -1;
        for (Seccomp.Rule rule : seccomp.rules()) {
            int verdict = Verdicts.of(rule.action(), rule.errno());
            for (String name : rule.names()) {
                OptionalInt number = SystemCalls.number(architecture, name);
                if (number.isPresent()) {
                    newest = Math.max(newest, number.getAsInt());
                    single.merge(number.getAsInt(), Decision.of(rule.args(), verdict, otherwise), Decision::orElse);
                }
            }
        }
        TreeMap<Long, Decision> result = new TreeMap<>();
        Decision gap = Decision.always(otherwise);
        result.put((long) architecture.offset(), gap);
        single.forEach((number, decision) -> {
            result.put((long) number, decision);
            if (!single.containsKey(number + 1)) {
                result.put((long) number + 1, gap);
            }
        });
        if (newest >= 0 && Verdicts.isRefusal(otherwise)) {
            result.put((long) newest + 1, Decision.always(Verdicts.errno(ENOSYS)));
        }
        return result;
    }

    /** What to do with one system call: conditions in order, then a verdict. */
    record Decision(List<Case> cases, int otherwise, boolean plain) {
        /** Conditions on arguments that must all hold, and the verdict then. */
        record Case(List<Seccomp.Arg> args, int verdict) { }

        static Decision always(int verdict) {
            return new Decision(List.of(), verdict, true);
        }

        static Decision of(List<Seccomp.Arg> args, int verdict, int otherwise) {
            return args.isEmpty() ? always(verdict) : new Decision(List.of(new Case(args, verdict)), otherwise, false);
        }

        /** This one, with the other's cases behind its own; of two verdicts without conditions the first stays. */
        Decision orElse(Decision later) {
            List<Case> all = new ArrayList<>(cases);
            all.addAll(later.cases);
            boolean keep = plain || !later.plain;
            int last = keep ? otherwise : later.otherwise;
            // Cases that decide what is decided without them need no code.
            if ((plain || later.plain) && all.stream().allMatch(c -> c.verdict() == last)) {
                return always(last);
            }
            return new Decision(List.copyOf(all), last, plain || later.plain);
        }
    }
}
