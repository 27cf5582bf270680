package org.servin.core.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.HostConfig;
import org.servin.core.exec.ExecConfig;
import org.servin.core.system.EngineSettings;
import org.servin.core.system.HostFacts;
import org.servin.linux.capability.OwnCapabilities;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.Seccomp;

/** The processes of a container: its first and those that are put beside it. */
final class ProcessPlan {
    private static final String APPARMOR_DEFAULT = "docker-default";
    private final EngineSettings settings;
    private final HostFacts facts;
    private final CapabilitySet capabilities;
    private final Rlimits rlimits;
    private final Optional<SeccompProfile> defaultSeccomp;
    private final Optional<String> defaultApparmor;
    private volatile Resolved resolved;

    /** The default profile with all conditions decided, and for whom. */
    private record Resolved(SeccompProfile.Subject subject, Optional<Seccomp> seccomp) { }

    ProcessPlan(EngineSettings settings, HostFacts facts, OwnCapabilities own) {
        this.settings = settings;
        this.facts = facts;
        this.capabilities = new CapabilitySet(own);
        this.rlimits = new Rlimits(settings);
        this.defaultSeccomp = defaultSeccomp(settings);
        this.defaultApparmor = facts.apparmor() && isLoaded(APPARMOR_DEFAULT) ? Optional.of(APPARMOR_DEFAULT) : Optional.empty();
    }

    private static Optional<SeccompProfile> defaultSeccomp(EngineSettings settings) {
        String path = settings.value("seccomp-profile").orElse("");
        if (path.equals(SecurityOptions.UNCONFINED)) {
            return Optional.empty();
        }
        if (path.isEmpty() || path.equals("builtin") || path.equals("default")) {
            return Optional.of(SeccompProfile.builtin());
        }
        return Optional.of(profile(path));
    }

    /** The profile in a file. What is wrong with it is said without a cause: the engine does not start, and one line tells why. */
    private static SeccompProfile profile(String path) {
        SeccompProfile profile;
        try {
            profile = SeccompProfile.parse(Files.readString(Path.of(path)));
        } catch (NoSuchFileException e) {
            throw ServinException.invalid("opening seccomp profile (" + path + ") failed: no such file or directory");
        } catch (IOException e) {
            throw ServinException.invalid("opening seccomp profile (" + path + ") failed: " + e.getMessage());
        } catch (ServinException e) {
            throw ServinException.invalid("seccomp profile (" + path + "): " + e.getMessage());
        }
        if (profile.isEmpty()) { // a container may ask for no filter in this way; for all of them it is a mistake
            throw ServinException.invalid("seccomp profile (" + path + ") has no default action and no rules; \"unconfined\" means none");
        }
        return profile;
    }

    private static boolean isLoaded(String profile) {
        try (var lines = Files.lines(Path.of("/sys/kernel/security/apparmor/profiles"))) {
            return lines.anyMatch(line -> line.startsWith(profile + " "));
        } catch (IOException unreadable) {
            // securityfs is not mounted: then there is no way to load one either.
            return false;
        }
    }

    ProcessSpec first(ContainerConfig config, HostConfig host) {
        List<String> args = new ArrayList<>(orEmpty(config.entrypoint()));
        args.addAll(orEmpty(config.cmd()));
        List<String> env = Environment.of(orEmpty(config.hostname()), config.tty(), List.of(orEmpty(config.env())));
        env.stream().filter(variable -> variable.indexOf('\0') >= 0).findFirst().ifPresent(variable -> {
            throw RuntimeRefusal.ofStart("error during container init: environment variable name can't contain null(\\x00): \"" + variable.replace("\0", "\\x00") + "\"");
        });
        Confinement confinement = confinement(host);
        return spec(args, env, cwd(config.workingDir()), orEmpty(config.user()), host, confinement.granted(), confinement, config.tty(), config.openStdin(),
                consoleSize(host));
    }

    ProcessSpec exec(ContainerConfig config, HostConfig host, ExecConfig exec, Optional<int[]> rowsAndColumns) {
        ContainerChecks.environment(exec.env());
        String user = orEmpty(exec.user()).isEmpty() ? orEmpty(config.user()) : exec.user();
        String cwd = orEmpty(exec.workingDir()).isEmpty() ? config.workingDir() : exec.workingDir();
        if (!cwd(cwd).startsWith("/")) {
            throw RuntimeRefusal.ofExec("Cwd must be an absolute path");
        }
        List<String> env = Environment.of(orEmpty(config.hostname()), exec.tty(), List.of(orEmpty(config.env()), orEmpty(exec.env())));
        Confinement confinement = confinement(host);
        Set<String> granted = exec.privileged() ? capabilities.all() : confinement.granted();
        ProcessSpec spec = spec(orEmpty(exec.cmd()), env, cwd(cwd), user, host, granted, confinement, exec.tty(), exec.attachStdin(), rowsAndColumns.orElse(new int[] {0, 0}));
        return exec.privileged() ? withoutApparmor(spec) : spec;
    }

    private static ProcessSpec withoutApparmor(ProcessSpec s) {
        return new ProcessSpec(s.args(), s.env(), s.cwd(), s.makeCwd(), s.user(), s.additionalGroups(), s.capabilities(), s.noNewPrivileges(), s.seccomp(),
                Optional.empty(), s.rlimits(), s.oomScoreAdj(), s.terminal(), s.stdin(), s.rows(), s.columns());
    }

    /** What keeps all processes of a container in check. */
    private record Confinement(Set<String> granted, boolean noNewPrivileges, Optional<Seccomp> seccomp, Optional<String> apparmor) { }

    private Confinement confinement(HostConfig host) {
        HostConfig.Isolation isolation = host.isolation();
        SecurityOptions options = SecurityOptions.parse(isolation.securityOpt());
        Set<String> granted = capabilities.of(isolation.privileged(), isolation.capAdd(), isolation.capDrop());
        Optional<String> apparmor = options.apparmor().or(() -> isolation.privileged() ? Optional.empty() : defaultApparmor)
                .filter(name -> !name.equals(SecurityOptions.UNCONFINED) && facts.apparmor());
        return new Confinement(granted, options.noNewPrivileges().orElse(settings.flag("no-new-privileges", false)),
                seccomp(isolation.privileged(), options, granted), apparmor);
    }

    private Optional<Seccomp> seccomp(boolean privileged, SecurityOptions options, Set<String> granted) {
        if (privileged || options.seccomp().filter(SecurityOptions.UNCONFINED::equals).isPresent()) {
            return Optional.empty();
        }
        SeccompProfile.Subject subject = new SeccompProfile.Subject(facts.architecture(), facts.kernelVersion(), granted);
        Optional<SeccompProfile> own = options.seccomp().filter(p -> !p.isEmpty()).map(SeccompProfile::parse);
        return own.isPresent() ? own.flatMap(p -> p.resolve(subject)) : defaultSeccomp.flatMap(p -> usual(p, subject));
    }

    /** Most containers have the same capabilities as the one before. */
    private Optional<Seccomp> usual(SeccompProfile profile, SeccompProfile.Subject subject) {
        Resolved last = resolved;
        if (last == null || !last.subject().equals(subject)) {
            last = new Resolved(subject, profile.resolve(subject));
            resolved = last;
        }
        return last.seccomp();
    }

    private ProcessSpec spec(List<String> args, List<String> env, String cwd, String user, HostConfig host, Set<String> granted, Confinement confinement,
            boolean terminal, boolean stdin, int[] rowsAndColumns) {
        return new ProcessSpec(args, env, cwd, true, user, orEmpty(host.isolation().groupAdd()), CapabilitySet.sets(granted), confinement.noNewPrivileges(),
                confinement.seccomp(), confinement.apparmor(), rlimits.of(host.resources().ulimits()), Optional.of(Math.toIntExact(host.isolation().oomScoreAdj())),
                terminal, stdin, rowsAndColumns[0], rowsAndColumns[1]);
    }

    private static int[] consoleSize(HostConfig host) {
        List<Integer> size = host.general().consoleSize();
        return size == null || size.size() != 2 ? new int[] {0, 0} : new int[] {size.get(0), size.get(1)};
    }

    private static String cwd(String wished) {
        return orEmpty(wished).isEmpty() ? "/" : wished;
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
