package org.servin.core.internal.launch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.servin.spi.ErrorKind;
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
    /** What a document without members is. */
    static final SeccompProfile EMPTY = new SeccompProfile(null, null, null, null, null);
    private static final Pattern KERNEL = Pattern.compile("(\\d+)\\.(\\d+).*", Pattern.DOTALL);
    private static final BigInteger LARGEST = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

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
    record Subject(String architecture, String kernel, Set<String> capabilities) {
        Subject {
            capabilities = Set.copyOf(capabilities);
        }
    }

    /** The profile that containers get when nothing is said: dockerd's. */
    static SeccompProfile builtin() {
        try (InputStream in = SeccompProfile.class.getResourceAsStream("seccomp-default.json")) {
            return SeccompReader.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the default seccomp profile", e);
        }
    }

    /** Reads one that a user wrote. INTERNAL for what is none, as dockerd has it. */
    static SeccompProfile parse(String json) {
        SeccompProfile profile = SeccompReader.read(json);
        for (Rule rule : orEmpty(profile.syscalls)) {
            checkKernel(rule.includes());
            checkKernel(rule.excludes());
            orEmpty(rule.args()).forEach(arg -> {
                checkValue(arg.value());
                checkValue(arg.valueTwo());
            });
        }
        return profile;
    }

    private static void checkKernel(Conditions conditions) {
        String wanted = conditions == null || conditions.minKernel() == null ? "" : conditions.minKernel();
        if (!wanted.isEmpty() && !KERNEL.matcher(wanted).matches()) {
            throw SeccompReader.refused("invalid kernel version: \"" + wanted + "\", expected \"<kernel>.<major>\"");
        }
    }

    private static void checkValue(BigInteger value) {
        if (value != null && (value.signum() < 0 || value.compareTo(LARGEST) > 0)) {
            throw SeccompReader.refused("json: cannot unmarshal number " + value + " into Go struct field LinuxSeccompArg.syscalls.args.value of type uint64");
        }
    }

    /** Whether it says nothing. */
    boolean isEmpty() {
        return text(defaultAction).isEmpty() && orEmpty(syscalls).isEmpty();
    }

    /** Decides all conditions. Empty for a profile that says nothing: it means no filter. */
    Optional<Seccomp> resolve(Subject subject) {
        if (isEmpty()) {
            return Optional.empty();
        }
        List<Seccomp.Rule> rules = new ArrayList<>();
        for (Rule rule : orEmpty(syscalls)) {
            if (holds(rule.includes(), subject) && !excluded(rule.excludes(), subject)) {
                rules.addAll(rules(rule));
            }
        }
        Seccomp seccomp = new Seccomp(text(defaultAction), optional(defaultErrnoRet), architectures(subject), rules);
        SeccompVocabulary.check(seccomp);
        return Optional.of(seccomp);
    }

    private List<String> architectures(Subject subject) {
        if (!orEmpty(architectures).isEmpty() && !orEmpty(archMap).isEmpty()) {
            throw new ServinException(ErrorKind.INTERNAL, "'architectures' and 'archMap' were specified in the seccomp profile, use either 'architectures' or 'archMap'");
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

    /** The first two numbers; none where there are none. */
    private static int[] version(String text) {
        Matcher parts = KERNEL.matcher(text);
        return parts.matches() ? new int[] {Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))} : new int[] {0, 0};
    }

    /** Conditions on one and the same argument are alternatives in Docker's profiles, as libseccomp could not join them; those on several must all hold. */
    private static List<Seccomp.Rule> rules(Rule rule) {
        boolean both = rule.name() != null && !rule.name().isEmpty() && !orEmpty(rule.names()).isEmpty();
        if (both) {
            throw new ServinException(ErrorKind.INTERNAL, "'name' and 'names' were specified in the seccomp profile, use either 'name' or 'names'");
        }
        List<String> names = orEmpty(rule.names()).isEmpty() && rule.name() != null ? List.of(rule.name()) : orEmpty(rule.names());
        List<Seccomp.Arg> args = orEmpty(rule.args()).stream().map(SeccompProfile::arg).toList();
        boolean repeated = args.stream().map(Seccomp.Arg::index).collect(Collectors.toSet()).size() < args.size();
        if (repeated) {
            return args.stream().map(arg -> new Seccomp.Rule(names, text(rule.action()), optional(rule.errnoRet()), List.of(arg))).toList();
        }
        return List.of(new Seccomp.Rule(names, text(rule.action()), optional(rule.errnoRet()), args));
    }

    private static Seccomp.Arg arg(Arg arg) {
        return new Seccomp.Arg(arg.index(), bits(arg.value()), bits(arg.valueTwo()), text(arg.op()));
    }

    private static long bits(BigInteger value) {
        return value == null ? 0 : value.longValue();
    }

    private static OptionalInt optional(Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
