package org.servin.core.internal.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.HostConfig;
import org.servin.core.container.ResourceLimits;
import org.servin.core.driver.Drivers;
import org.servin.core.exec.ExecConfig;
import org.servin.core.internal.network.NetworkModes;
import org.servin.core.system.EngineSettings;
import org.servin.core.system.HostFacts;
import org.servin.linux.capability.OwnCapabilities;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.SandboxKind;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.Namespace;
import org.servin.spi.runtime.Namespaces;
import org.servin.spi.runtime.ProcessSpec;

/** Plans launches as dockerd 20.10 would. Thread-safe. */
@Component
public final class DockerLaunchPlanner implements LaunchPlanner {
    /** {@code __NEW_UTS_LEN} of the kernel. */
    private static final int LONGEST_NAME = 64;
    private static final String CGROUP_PARENT = "/servin";
    private static final Set<String> IPC_MODES = Set.of("none", "private", "shareable", "host");
    private final EngineSettings settings;
    private final Drivers drivers;
    private final LimitChecks limitChecks;
    private final HostDefaults defaults;
    private final ProcessPlan processes;
    private final UserNamespaces userNamespaces;

    /** Reads what cannot change while the engine runs: its own capabilities, and the default seccomp profile. */
    @Activate
    public DockerLaunchPlanner(@Reference EngineSettings settings, @Reference HostFacts facts, @Reference Drivers drivers) {
        this(settings, facts, drivers, OwnCapabilities.read(), new LimitChecks(facts));
    }

    DockerLaunchPlanner(EngineSettings settings, HostFacts facts, Drivers drivers, OwnCapabilities own, LimitChecks limitChecks) {
        this.settings = settings;
        this.drivers = drivers;
        this.limitChecks = limitChecks;
        this.defaults = new HostDefaults(settings, facts.cgroupVersion());
        this.processes = new ProcessPlan(settings, facts, own);
        this.userNamespaces = new UserNamespaces(settings.idMaps());
    }

    @Override
    public Checked check(ContainerConfig config, HostConfig host) {
        limitChecks.reading(host.resources());
        ContainerChecks.check(config, host);
        HostChecks.first(host);
        List<String> warnings = new ArrayList<>();
        ResourceLimits limits = limitChecks.check(host.resources(), false, warnings);
        HostChecks.last(host);
        userNamespaces.check(host);
        NetworkModes.warning(host).ifPresent(warnings::add);
        String runtime = host.general().runtime();
        // runc is what dockerd always offers, and tools write without thinking of it
        if (runtime != null && !runtime.isEmpty() && !runtime.equals("runc") && !drivers.known(DriverKind.RUNTIME, runtime)) {
            throw ServinException.invalid("Unknown runtime specified " + runtime);
        }
        return new Checked(config, defaults.fill(host, limits), warnings);
    }

    @Override
    public LaunchSpec plan(Input input) {
        HostConfig.Isolation isolation = input.host().isolation();
        Namespaces namespaces = namespaces(input);
        DevicePlan devices = DevicePlan.of(input.host());
        List<MountSpec> mounts = MountPlan.of(input);
        boolean ownName = namespaces.uts().mode() == Namespace.Mode.NEW;
        return new LaunchSpec(
                input.id(),
                input.runFolder(),
                input.root(),
                isolation.readonlyRootfs(),
                MountPlan.rootPropagation(mounts),
                namespaces,
                userNamespaces.maps(input.host()),
                ownName ? orEmpty(input.config().hostname()) : "",
                domainname(input.config(), ownName),
                mounts,
                devices.nodes(),
                isolation.maskedPaths() == null ? List.of() : isolation.maskedPaths(),
                isolation.readonlyPaths() == null ? List.of() : isolation.readonlyPaths(),
                Sysctls.of(isolation.sysctls(), namespaces),
                cgroupPath(input),
                LimitsPlan.ofNew(input.host().resources(), devices.rules()),
                init(input.host()),
                processes.first(input.config(), input.host()));
    }

    /** A kernel parameter for dockerd: refused like one, and cut off where the kernel cuts it off. */
    private static String domainname(ContainerConfig config, boolean ownName) {
        String name = orEmpty(config.domainname());
        if (!name.isEmpty() && !ownName) {
            throw RuntimeRefusal.of("sysctl \"kernel.domainname\" is not in a separate kernel namespace");
        }
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    private Namespaces namespaces(Input input) {
        HostConfig.Isolation isolation = input.host().isolation();
        if (!isolation.ipcMode().startsWith("container:") && !IPC_MODES.contains(isolation.ipcMode())) {
            throw new ServinException(ErrorKind.INTERNAL, "Invalid IPC mode: " + isolation.ipcMode());
        }
        Namespace net = input.sandbox() == SandboxKind.HOST ? Namespace.host() : joined(input.networkPid());
        return new Namespaces(
                isHost(isolation.pidMode()) ? Namespace.host() : joined(input.pidPid()),
                net,
                isHost(isolation.ipcMode()) ? Namespace.host() : joined(input.ipcPid()),
                isHost(isolation.utsMode()) ? Namespace.host() : Namespace.fresh(),
                "private".equals(isolation.cgroupnsMode()) ? Namespace.fresh() : Namespace.host(),
                userNamespaces.namespace(input));
    }

    private static Namespace joined(OptionalInt pid) {
        return pid.isPresent() ? Namespace.of(pid.getAsInt()) : Namespace.fresh();
    }

    private static boolean isHost(String mode) {
        return "host".equals(mode);
    }

    /**
     * Made absolute and without dots, so that no parent leads out of the hierarchy. With dockerd's cgroupfs driver a relative one is below the daemon's own group,
     * which is another in each hierarchy and is its service manager's to clear away; containers outlive the engine, so that theirs are never below its own.
     */
    private String cgroupPath(Input input) {
        String wished = orEmpty(input.host().resources().cgroupParent());
        String parent = wished.isEmpty() ? settings.value("cgroup-parent").filter(v -> !v.isEmpty()).orElse(CGROUP_PARENT) : wished;
        return Path.of("/", parent, input.id()).normalize().toString();
    }

    /** A container in another's process namespace, or the host's, has no first process that could reap. */
    private boolean init(HostConfig host) {
        boolean wished = host.general().init() == null ? settings.flag("init", false) : host.general().init();
        return wished && orEmpty(host.isolation().pidMode()).isEmpty();
    }

    @Override
    public ProcessSpec exec(ContainerConfig config, HostConfig host, ExecConfig exec, Optional<int[]> rowsAndColumns) {
        return processes.exec(config, host, exec, rowsAndColumns);
    }

    @Override
    public Updated update(HostConfig present, ResourceLimits wish) {
        return LimitUpdate.update(present, wish, limitChecks);
    }

    @Override
    public int signal(String nameOrNumber) {
        return Signals.parse(nameOrNumber);
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
