package org.servin.api.internal.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.servin.api.internal.http.Timestamps;
import org.servin.api.internal.wire.InfoDocument;
import org.servin.api.internal.wire.VersionDocument;
import org.servin.core.driver.Drivers;
import org.servin.core.event.Events;
import org.servin.core.system.EngineSettings;
import org.servin.core.system.HostFacts;
import org.servin.core.system.SystemView;
import org.servin.image.Images;
import org.servin.image.StorageProvider;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.storage.StorageDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers what {@code docker info} shows. */
public final class InfoReport {
    private static final Logger LOG = LoggerFactory.getLogger(InfoReport.class);

    private final EngineSettings settings;
    private final HostFacts host;
    private final SystemView system;
    private final Images images;
    private final Events events;
    private final Drivers drivers;
    private final StorageProvider storage;
    private final Supplier<List<String>> authorizationPlugins;

    /** Stands on what it shows. */
    public InfoReport(EngineSettings settings, HostFacts host, SystemView system, Images images, Events events, Drivers drivers, StorageProvider storage,
            Supplier<List<String>> authorizationPlugins) {
        this.settings = settings;
        this.host = host;
        this.system = system;
        this.images = images;
        this.events = events;
        this.drivers = drivers;
        this.storage = storage;
        this.authorizationPlugins = authorizationPlugins;
    }

    /** The report as things are now. */
    InfoDocument make() {
        return new InfoDocument(engine(), machine(), limits(), driverPart(), InfoDocument.Absent.nothing());
    }

    private InfoDocument.Engine engine() {
        SystemView.Counts n = system.counts();
        return new InfoDocument.Engine(settings.engineId(), n.all(), n.running(), n.paused(), n.stopped(), images.list().size(), settings.flag("debug", false), descriptors(),
                Thread.activeCount(), events.listeners(), Timestamps.text(Instant.now()), VersionDocument.comparable(settings.version()), settings.root().toString(), settings.values("labels"), false,
                true, warnings());
    }

    private static int descriptors() {
        try (Stream<Path> s = Files.list(Path.of("/proc/self/fd"))) {
            return (int) s.count();
        } catch (IOException e) {
            LOG.debug("cannot count descriptors", e);
            return -1;
        }
    }

    /** Drivers that should work here and do not. */
    private List<String> warnings() {
        List<String> all = new ArrayList<>();
        drivers.entries().stream().filter(e -> e.probe().status() == org.servin.spi.Probe.Status.BROKEN)
                .forEach(e -> all.add("WARNING: " + e.kind().text() + " driver " + e.name() + " is broken: " + e.probe().reason()));
        return all.isEmpty() ? null : all;
    }

    private InfoDocument.Host machine() {
        return new InfoDocument.Host(host.kernelVersion(), host.operatingSystem(), host.osVersion(), "linux", host.machine(), host.cpus(), host.memory(), host.hostname(),
                proxy("http-proxy"), proxy("https-proxy"), proxy("no-proxy"));
    }

    /** As registries are reached: by the settings, or else by the environment. Nobody is told a password. */
    private String proxy(String key) {
        String variable = key.replace('-', '_');
        Stream<String> set = settings.values("proxies").stream().filter(s -> s.startsWith(key + "=")).map(s -> s.substring(key.length() + 1));
        return Stream.concat(set, Stream.of(variable.toUpperCase(Locale.ROOT), variable).map(System::getenv)).filter(v -> v != null && !v.isEmpty()).findFirst().orElse("")
                .replaceFirst("^([a-z0-9]+://)[^/@]*@", "$1xxxxx:xxxxx@");
    }

    private InfoDocument.Limits limits() {
        boolean first = host.cgroupVersion() == 1;
        List<String> c = host.cgroupControllers();
        List<String> security = new ArrayList<>(List.of("name=seccomp,profile=" + settings.value("seccomp-profile").filter(p -> !p.isEmpty()).orElse("default")));
        if (host.apparmor()) {
            security.add(0, "name=apparmor");
        }
        if (!settings.values("userns-uids").isEmpty()) {
            security.add("name=userns");
        }
        if (!first) {
            security.add("name=cgroupns");
        }
        return new InfoDocument.Limits(c.contains("memory"), host.swapLimit(), first && host.cgroupFile("memory", "memory.kmem.limit_in_bytes"),
                first && host.cgroupFile("memory", "memory.kmem.tcp.limit_in_bytes"), !first || host.cgroupFile("cpu", "cpu.cfs_period_us"),
                !first || host.cgroupFile("cpu", "cpu.cfs_quota_us"), c.contains("cpu"), c.contains("cpuset"), c.contains("pids"), sysctl("net/ipv4/ip_forward"),
                // published ports do not depend on what bridges show to iptables: nftables sees them as they are
                true, true, first && host.cgroupFile("memory", "memory.oom_control"), "cgroupfs", String.valueOf(host.cgroupVersion()), security);
    }

    private static boolean sysctl(String name) {
        try {
            return Files.readString(Path.of("/proc/sys", name)).trim().equals("1");
        } catch (IOException e) {
            LOG.debug("cannot read {}", name, e);
            return false;
        }
    }

    private InfoDocument.Drivers driverPart() {
        Map<String, InfoDocument.RuntimePath> runtimes = new LinkedHashMap<>();
        names(DriverKind.RUNTIME).forEach(n -> runtimes.put(n, new InfoDocument.RuntimePath(n)));
        String runtime = settings.value("default-runtime").orElseGet(() -> runtimes.keySet().stream().findFirst().orElse(""));
        InfoDocument.Plugins plugins = new InfoDocument.Plugins(names(DriverKind.VOLUME), names(DriverKind.NETWORK), authorization(),
                names(DriverKind.LOG));
        return new InfoDocument.Drivers(storage.name(), storageStatus(), plugins, settings.logDriver(), runtimes, runtime, "servin-init", registries(),
                "https://index.docker.io/v1/");
    }

    /** Docker's plugins alone, as dockerd shows them: none are null. */
    private List<String> authorization() {
        List<String> plugins = authorizationPlugins.get();
        return plugins.isEmpty() ? null : plugins;
    }

    private List<String> names(DriverKind kind) {
        return drivers.entries().stream().filter(e -> e.kind() == kind && e.listed() && e.probe().isUsable()).map(Drivers.Entry::name).distinct().sorted().toList();
    }

    /** An absent storage driver must not hide the rest. */
    private List<List<String>> storageStatus() {
        try (Lease<StorageDriver> lease = storage.storage()) {
            return lease.driver().status().entrySet().stream().map(e -> List.of(e.getKey(), e.getValue())).toList();
        } catch (ServinException e) {
            return List.of(List.of("Error", e.getMessage()));
        }
    }

    private InfoDocument.Registry registries() {
        Map<String, InfoDocument.Index> indexes = new LinkedHashMap<>();
        List<String> networks = new ArrayList<>();
        for (String r : settings.values("insecure-registries")) {
            if (r.contains("/")) {
                networks.add(r);
            } else {
                indexes.put(r, new InfoDocument.Index(r, List.of(), false, false));
            }
        }
        networks.add("127.0.0.0/8");
        List<String> mirrors = settings.values("registry-mirrors").stream().map(mirror -> mirror.replaceFirst("/*$", "/")).toList();
        indexes.put("docker.io", new InfoDocument.Index("docker.io", mirrors, true, true));
        return new InfoDocument.Registry(List.of(), List.of(), networks, indexes, mirrors);
    }
}
