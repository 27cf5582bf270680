package org.servin.core.internal.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.core.container.HostConfig;
import org.servin.core.container.LogConfig;
import org.servin.core.container.PortBinding;
import org.servin.core.container.ResourceLimits;
import org.servin.core.container.RestartPolicy;
import org.servin.core.internal.record.RecordCopy;
import org.servin.core.system.EngineSettings;
import org.servin.spi.ServinException;

/** Fills what was left open in the host part of a configuration, as dockerd shows it in inspect. */
public final class HostDefaults {
    /** Paths that are hidden from every container. */
    public static final List<String> MASKED = List.of("/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
            "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware");
    /** Paths that no container can write to. */
    public static final List<String> READ_ONLY = List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
    private static final long SHM_SIZE = 64L << 20;
    private final long shmSize;
    private final String ipcMode;
    private final Optional<String> cgroupnsMode;
    private final int cgroupVersion;

    /** Reads the engine's settings. INVALID_ARGUMENT for one that is none. */
    HostDefaults(EngineSettings settings, int cgroupVersion) {
        this.shmSize = settings.value("default-shm-size").filter(v -> !v.isEmpty()).map(HostDefaults::bytes).orElse(SHM_SIZE);
        this.ipcMode = setting(settings, "default-ipc-mode", "IPC", "shareable", "private").orElse("private");
        this.cgroupnsMode = setting(settings, "default-cgroupns-mode", "cgroup namespace", "host", "private");
        this.cgroupVersion = cgroupVersion;
    }

    private static Optional<String> setting(EngineSettings settings, String key, String what, String one, String other) {
        Optional<String> mode = settings.value(key).filter(v -> !v.isEmpty());
        mode.filter(m -> !m.equals(one) && !m.equals(other)).ifPresent(m -> {
            throw ServinException.invalid(key + ": default " + what + " mode (" + m + ") is invalid, use \"" + one + "\" or \"" + other + "\"");
        });
        return mode;
    }

    HostConfig fill(HostConfig host, ResourceLimits checked) {
        return new HostConfig(general(host.general()), isolation(host.isolation()), wiring(host.wiring()), limits(checked));
    }

    private HostConfig.General general(HostConfig.General g) {
        return RecordCopy.of(g)
                .change(HostConfig.General::containerIdFile, HostDefaults::orEmpty)
                .change(HostConfig.General::logConfig, log -> log == null ? new LogConfig("", Map.of()) : new LogConfig(orEmpty(log.type()), log.config() == null ? Map.of() : log.config()))
                .change(HostConfig.General::restartPolicy, p -> p == null ? new RestartPolicy("", 0) : new RestartPolicy(orEmpty(p.name()), p.maximumRetryCount()))
                .change(HostConfig.General::volumeDriver, HostDefaults::orEmpty)
                .change(HostConfig.General::shmSize, size -> size > 0 ? size : shmSize)
                .change(HostConfig.General::runtime, HostDefaults::orEmpty)
                .change(HostConfig.General::consoleSize, size -> size == null ? List.of(0, 0) : size)
                .get();
    }

    private HostConfig.Isolation isolation(HostConfig.Isolation i) {
        String ipc = isEmpty(i.ipcMode()) ? ipcMode : i.ipcMode();
        return RecordCopy.of(i)
                .set(HostConfig.Isolation::cgroupnsMode, cgroupns(i))
                .set(HostConfig.Isolation::ipcMode, ipc)
                .change(HostConfig.Isolation::cgroup, HostDefaults::orEmpty)
                .change(HostConfig.Isolation::pidMode, HostDefaults::orEmpty)
                .set(HostConfig.Isolation::securityOpt, securityOptions(i, ipc))
                .change(HostConfig.Isolation::utsMode, HostDefaults::orEmpty)
                .change(HostConfig.Isolation::usernsMode, HostDefaults::orEmpty)
                .change(HostConfig.Isolation::isolation, HostDefaults::orEmpty)
                .change(HostConfig.Isolation::maskedPaths, paths -> paths == null && !i.privileged() ? MASKED : paths)
                .change(HostConfig.Isolation::readonlyPaths, paths -> paths == null && !i.privileged() ? READ_ONLY : paths)
                .get();
    }

    private String cgroupns(HostConfig.Isolation i) {
        if (!isEmpty(i.cgroupnsMode())) {
            return i.cgroupnsMode();
        }
        if (cgroupVersion == 1) {
            return i.privileged() ? "host" : cgroupnsMode.orElse("host");
        }
        return cgroupnsMode.orElse("private"); // privileged or not
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
        return RecordCopy.of(w)
                .change(HostConfig.Wiring::networkMode, mode -> isEmpty(mode) ? "default" : mode)
                .change(HostConfig.Wiring::portBindings, HostDefaults::ports)
                .get();
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
            long size = shift < 0 ? Long.parseLong(number) : Math.multiplyExact(Long.parseLong(number.substring(0, number.length() - 1)), 1L << 10 * (shift + 1));
            if (size > 0) {
                return size;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw badSize(text);
        }
        throw badSize(text);
    }

    private static ServinException badSize(String text) {
        return ServinException.invalid("default-shm-size: invalid size: '" + text + "'");
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
