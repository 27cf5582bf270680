package org.servin.core.internal.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.servin.core.container.HostConfig;
import org.servin.core.container.LogConfig;
import org.servin.core.container.PortBinding;
import org.servin.core.container.ResourceLimits;
import org.servin.core.container.RestartPolicy;
import org.servin.core.system.EngineSettings;
import org.servin.spi.ServinException;

/** Fills what was left open in the host part of a configuration, as dockerd shows it in inspect. */
final class HostDefaults {
    static final List<String> MASKED = List.of("/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
            "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware");
    static final List<String> READ_ONLY = List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
    private static final long SHM_SIZE = 64L << 20;
    private final EngineSettings settings;
    private final int cgroupVersion;

    HostDefaults(EngineSettings settings, int cgroupVersion) {
        this.settings = settings;
        this.cgroupVersion = cgroupVersion;
    }

    HostConfig fill(HostConfig host, ResourceLimits checked) {
        return new HostConfig(general(host.general()), isolation(host.isolation()), wiring(host.wiring()), limits(checked));
    }

    private HostConfig.General general(HostConfig.General g) {
        long shm = g.shmSize() > 0 ? g.shmSize() : settings.value("default-shm-size").filter(v -> !v.isEmpty()).map(HostDefaults::bytes).orElse(SHM_SIZE);
        RestartPolicy policy = g.restartPolicy() == null ? new RestartPolicy("", 0) : new RestartPolicy(orEmpty(g.restartPolicy().name()), g.restartPolicy().maximumRetryCount());
        LogConfig log = g.logConfig() == null ? new LogConfig("", Map.of()) : new LogConfig(orEmpty(g.logConfig().type()), g.logConfig().config() == null ? Map.of() : g.logConfig().config());
        return new HostConfig.General(g.binds(), orEmpty(g.containerIdFile()), log, policy, g.autoRemove(), orEmpty(g.volumeDriver()), g.volumesFrom(),
                g.mounts(), g.storageOpt(), g.tmpfs(), shm, orEmpty(g.runtime()), g.consoleSize() == null ? List.of(0, 0) : g.consoleSize(), g.init());
    }

    private HostConfig.Isolation isolation(HostConfig.Isolation i) {
        String ipc = isEmpty(i.ipcMode()) ? settings.value("default-ipc-mode").filter(v -> !v.isEmpty()).orElse("private") : i.ipcMode();
        List<String> masked = i.privileged() ? null : i.maskedPaths() == null ? MASKED : i.maskedPaths();
        List<String> readOnly = i.privileged() ? null : i.readonlyPaths() == null ? READ_ONLY : i.readonlyPaths();
        return new HostConfig.Isolation(i.capAdd(), i.capDrop(), cgroupns(i), i.groupAdd(), ipc, orEmpty(i.cgroup()), i.oomScoreAdj(), orEmpty(i.pidMode()),
                i.privileged(), i.readonlyRootfs(), securityOptions(i, ipc), orEmpty(i.utsMode()), orEmpty(i.usernsMode()), i.sysctls(), orEmpty(i.isolation()),
                masked, readOnly);
    }

    private String cgroupns(HostConfig.Isolation i) {
        if (!isEmpty(i.cgroupnsMode())) {
            return i.cgroupnsMode();
        }
        String ofVersion = cgroupVersion == 2 && !i.privileged() ? "private" : "host";
        return settings.value("default-cgroupns-mode").filter(v -> !v.isEmpty()).orElse(ofVersion);
    }

    /** What shares the host's namespaces is not labelled; dockerd writes that down. */
    private static List<String> securityOptions(HostConfig.Isolation i, String ipc) {
        boolean labelled = i.securityOpt() != null && i.securityOpt().stream().anyMatch(o -> o.split("[=:]")[0].equals("label"));
        boolean open = i.privileged() || ipc.equals("host") || "host".equals(i.pidMode());
        if (labelled || !open) {
            return i.securityOpt();
        }
        List<String> options = new ArrayList<>(i.securityOpt() == null ? List.of() : i.securityOpt());
        options.add("label=disable");
        return options;
    }

    private static HostConfig.Wiring wiring(HostConfig.Wiring w) {
        return new HostConfig.Wiring(isEmpty(w.networkMode()) ? "default" : w.networkMode(), ports(w.portBindings()), w.publishAllPorts(),
                w.dns(), w.dnsOptions(), w.dnsSearch(), w.extraHosts(), w.links());
    }

    /** Without nulls in the bindings. */
    private static Map<String, List<PortBinding>> ports(Map<String, List<PortBinding>> bindings) {
        if (bindings == null) {
            return null;
        }
        Map<String, List<PortBinding>> result = new LinkedHashMap<>();
        bindings.forEach((port, targets) -> result.put(port, targets == null ? null
                : targets.stream().map(t -> new PortBinding(orEmpty(t.hostIp()), orEmpty(t.hostPort()))).toList()));
        return result;
    }

    private ResourceLimits limits(ResourceLimits checked) {
        LimitsDraft limits = new LimitsDraft(checked);
        if (limits.memory > 0 && limits.memorySwap == 0) {
            limits.memorySwap = limits.memory * 2;
        }
        if (limits.oomKillDisable == null && cgroupVersion == 1) {
            limits.oomKillDisable = false;
        }
        return limits.toLimits();
    }

    /** Sizes as daemon.json has them: {@code 64M}. */
    private static long bytes(String text) {
        String number = text.replaceAll("(?i)i?b$", "");
        int shift = "kmgt".indexOf(Character.toLowerCase(number.isEmpty() ? ' ' : number.charAt(number.length() - 1)));
        try {
            return shift < 0 ? Long.parseLong(number) : Long.parseLong(number.substring(0, number.length() - 1)) << 10 * (shift + 1);
        } catch (NumberFormatException e) {
            throw ServinException.invalid("invalid size: '" + text + "'");
        }
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
