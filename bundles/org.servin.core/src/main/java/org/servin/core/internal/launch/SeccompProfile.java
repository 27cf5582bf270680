package org.servin.core.internal.launch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Seccomp;

/**
 * A seccomp profile as Docker's users write them: rules with conditions about capabilities, architecture and kernel. Absent parts are null.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record SeccompProfile(
        String defaultAction,
        Integer defaultErrnoRet,
        List<String> architectures,
        List<ArchMap> archMap,
        List<Rule> syscalls) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Which further conventions a 64-bit architecture can run. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ArchMap(String architecture, List<String> subArchitectures) { }

    /** What to do with some calls, if the conditions hold. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Rule(String name, List<String> names, String action, Integer errnoRet, List<Arg> args, Conditions includes, Conditions excludes) { }

    /** A comparison of one argument. Values are unsigned. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Arg(int index, BigInteger value, BigInteger valueTwo, String op) { }

    /** Conditions on the container and its host. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Conditions(List<String> caps, List<String> arches, String minKernel) { }

    /**
     * The host and the container that conditions are about.
     *
     * @param architecture Go's name: {@code amd64}
     * @param kernel the release: {@code 6.1.0-17-amd64}
     * @param capabilities names with prefix
     */
    record Subject(String architecture, String kernel, Set<String> capabilities) { }

    /** The profile that containers get when nothing is said: dockerd's. */
    static SeccompProfile builtin() {
        try (InputStream in = SeccompProfile.class.getResourceAsStream("seccomp-default.json")) {
            return JSON.readValue(in, SeccompProfile.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the default seccomp profile", e);
        }
    }

    /** Reads one that a user wrote. */
    static SeccompProfile parse(String json) {
        try {
            SeccompProfile profile = JSON.readValue(json, SeccompProfile.class);
            if (profile == null || profile.defaultAction == null) {
                throw ServinException.invalid("Decoding seccomp profile failed: no defaultAction");
            }
            return profile;
        } catch (JsonProcessingException e) {
            throw ServinException.invalid("Decoding seccomp profile failed: " + e.getOriginalMessage());
        }
    }

    /** Decides all conditions. */
    Seccomp resolve(Subject subject) {
        List<Seccomp.Rule> rules = new ArrayList<>();
        for (Rule rule : orEmpty(syscalls)) {
            if (holds(rule.includes(), subject) && !excluded(rule.excludes(), subject)) {
                rules.addAll(rules(rule));
            }
        }
        return new Seccomp(defaultAction, optional(defaultErrnoRet), architectures(subject), rules);
    }

    private List<String> architectures(Subject subject) {
        if (!orEmpty(architectures).isEmpty() && !orEmpty(archMap).isEmpty()) {
            throw ServinException.invalid("'architectures' and 'archMap' were specified in the seccomp profile, use either 'architectures' or 'archMap'");
        }
        List<String> result = new ArrayList<>(orEmpty(architectures));
        String own = subject.architecture().equals("arm64") ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64";
        for (ArchMap map : orEmpty(archMap)) {
            if (own.equals(map.architecture())) {
                result.add(own);
                result.addAll(orEmpty(map.subArchitectures()));
            }
        }
        return result;
    }

    private static boolean holds(Conditions wanted, Subject subject) {
        return wanted == null
                || (orEmpty(wanted.arches()).isEmpty() || wanted.arches().contains(subject.architecture()))
                && subject.capabilities().containsAll(orEmpty(wanted.caps()))
                && (wanted.minKernel() == null || isAtLeast(subject.kernel(), wanted.minKernel()));
    }

    private static boolean excluded(Conditions excludes, Subject subject) {
        return excludes != null
                && (orEmpty(excludes.arches()).contains(subject.architecture())
                || orEmpty(excludes.caps()).stream().anyMatch(subject.capabilities()::contains)
                || excludes.minKernel() != null && isAtLeast(subject.kernel(), excludes.minKernel()));
    }

    private static boolean isAtLeast(String kernel, String wanted) {
        int[] have = version(kernel);
        int[] want = version(wanted);
        return have[0] > want[0] || have[0] == want[0] && have[1] >= want[1];
    }

    private static int[] version(String text) {
        String[] parts = text.split("[^0-9]+");
        try {
            return new int[] {Integer.parseInt(parts[0]), parts.length > 1 ? Integer.parseInt(parts[1]) : 0};
        } catch (NumberFormatException e) {
            throw ServinException.invalid("not a kernel version: " + text);
        }
    }

    /** Conditions on one and the same argument are alternatives in Docker's profiles, as libseccomp could not join them; those on several must all hold. */
    private static List<Seccomp.Rule> rules(Rule rule) {
        boolean both = rule.name() != null && !rule.name().isEmpty() && !orEmpty(rule.names()).isEmpty();
        if (both) {
            throw ServinException.invalid("'name' and 'names' were specified in the seccomp profile, use either 'name' or 'names'");
        }
        if (rule.action() == null) {
            throw ServinException.invalid("Decoding seccomp profile failed: a rule has no action");
        }
        List<String> names = orEmpty(rule.names()).isEmpty() && rule.name() != null ? List.of(rule.name()) : orEmpty(rule.names());
        List<Seccomp.Arg> args = orEmpty(rule.args()).stream().map(SeccompProfile::arg).toList();
        boolean repeated = args.stream().map(Seccomp.Arg::index).collect(Collectors.toSet()).size() < args.size();
        if (repeated) {
            return args.stream().map(arg -> new Seccomp.Rule(names, rule.action(), optional(rule.errnoRet()), List.of(arg))).toList();
        }
        return List.of(new Seccomp.Rule(names, rule.action(), optional(rule.errnoRet()), args));
    }

    private static Seccomp.Arg arg(Arg arg) {
        if (arg.op() == null) {
            throw ServinException.invalid("Decoding seccomp profile failed: a condition has no op");
        }
        return new Seccomp.Arg(arg.index(), bits(arg.value()), bits(arg.valueTwo()), arg.op());
    }

    private static long bits(BigInteger value) {
        return value == null ? 0 : value.longValue();
    }

    private static OptionalInt optional(Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
