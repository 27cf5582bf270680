package org.servin.core.internal.meter;

import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.system.EngineSettings;
import org.servin.core.system.HostFacts;
import org.servin.core.system.SystemView;
import org.servin.spi.meter.Meter;
import org.servin.spi.meter.MeterSource;

/** What the engine is and has now, under dockerd's names. */
@Component
public final class EngineMeters implements MeterSource {
    private final SystemView system;
    private final HostFacts host;
    private final EngineSettings settings;

    /** Asks these. */
    @Activate
    public EngineMeters(@Reference SystemView system, @Reference HostFacts host, @Reference EngineSettings settings) {
        this.system = system;
        this.host = host;
        this.settings = settings;
    }

    @Override
    public List<Meter> meters() {
        SystemView.Counts counts = system.counts();
        return List.of(
                new Meter("engine_daemon_container_states_containers", Meter.Kind.GAUGE, "The count of containers in various states",
                        List.of(state("paused", counts.paused()), state("running", counts.running()), state("stopped", counts.stopped()))),
                Meter.single("engine_daemon_engine_cpus_cpus", Meter.Kind.GAUGE, "The number of cpus that the host system of the engine has", host.cpus()),
                Meter.single("engine_daemon_engine_memory_bytes", Meter.Kind.GAUGE, "The number of bytes of memory that the host system of the engine has", host.memory()),
                new Meter("engine_daemon_engine_info", Meter.Kind.GAUGE, "The information related to the engine and the OS it is running on", List.of(Meter.Point.of(1, info()))));
    }

    private static Meter.Point state(String name, int count) {
        return Meter.Point.of(count, Map.of("state", name));
    }

    private Map<String, String> info() {
        return Map.of("architecture", host.machine(), "daemon_id", settings.engineId(), "kernel", host.kernelVersion(), "os", host.operatingSystem(), "os_type", "linux",
                "os_version", host.osVersion(), "version", settings.version());
    }
}
