package org.servin.runtime.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.servin.runtime.internal.cgroup.ContainerCgroup;
import org.servin.runtime.internal.task.Host;
import org.servin.runtime.internal.task.InitProgram;
import org.servin.runtime.internal.task.ServinTask;
import org.servin.spi.Driver;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.ErrorKind;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.RuntimeDriver;
import org.servin.spi.runtime.Task;

/**
 * Isolates containers with the kernel's own means, without a runtime program: Java decides, servin-init executes. Containers run on when this component
 * is stopped, and are taken back by {@link #adopt}.
 */
@Component(service = RuntimeDriver.class)
@Driver(kind = "runtime", name = "servin", priority = 100)
public final class ServinRuntime implements RuntimeDriver {
    private final Optional<Host> host;

    /** Unpacks servin-init. */
    @Activate
    public ServinRuntime() {
        host = InitProgram.load().map(Host::new);
    }

    /** Lets go of all containers. */
    @Deactivate
    public void close() {
        host.ifPresent(Host::close);
    }

    @Override
    public Probe probe() {
        if (host.isEmpty()) {
            return Probe.skip("no servin-init for " + System.getProperty("os.arch") + " in this bundle");
        }
        if (!Files.isReadable(Path.of("/proc/1/environ"))) {
            return Probe.skip("containers are made by root only");
        }
        return Probe.usable();
    }

    @Override
    public Map<String, String> facts() {
        return Map.of("name", "servin", "version", version(), "cgroup.version", Integer.toString(ContainerCgroup.version()), "cgroup.driver", "cgroupfs");
    }

    private static String version() {
        String version = ServinRuntime.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0" : version;
    }

    @Override
    public Task launch(LaunchSpec spec) {
        return ServinTask.launch(usable(), spec);
    }

    @Override
    public Optional<Task> adopt(String id, Path runFolder) {
        return ServinTask.adopt(usable(), runFolder).map(Task.class::cast);
    }

    private Host usable() {
        return host.orElseThrow(() -> new ServinException(ErrorKind.UNAVAILABLE, "runtime driver servin: " + probe().reason()));
    }
}
