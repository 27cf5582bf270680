package org.servin.core.internal.container;

import org.servin.core.container.ContainerConfig;
import org.servin.core.container.HostConfig;
import org.servin.core.container.ResourceLimits;
import org.servin.core.container.RestartPolicy;

/** Configurations with one thing changed. */
final class Configs {
    private Configs() { }

    static ContainerConfig withHostname(ContainerConfig c, String hostname, String domainname) {
        return new ContainerConfig(hostname, domainname, c.user(), c.attachStdin(), c.attachStdout(), c.attachStderr(), c.exposedPorts(), c.tty(),
                c.openStdin(), c.stdinOnce(), c.env(), c.cmd(), c.healthcheck(), c.argsEscaped(), c.image(), c.volumes(), c.workingDir(), c.entrypoint(),
                c.networkDisabled(), c.macAddress(), c.onBuild(), c.labels(), c.stopSignal(), c.stopTimeout(), c.shell());
    }

    static HostConfig withRestartPolicy(HostConfig host, RestartPolicy policy) {
        HostConfig.General g = host.general();
        return new HostConfig(new HostConfig.General(g.binds(), g.containerIdFile(), g.logConfig(), policy, g.autoRemove(), g.volumeDriver(), g.volumesFrom(),
                g.mounts(), g.storageOpt(), g.tmpfs(), g.shmSize(), g.runtime(), g.consoleSize(), g.init()), host.isolation(), host.wiring(), host.resources());
    }

    static HostConfig withRuntime(HostConfig host, String runtime) {
        HostConfig.General g = host.general();
        return new HostConfig(new HostConfig.General(g.binds(), g.containerIdFile(), g.logConfig(), g.restartPolicy(), g.autoRemove(), g.volumeDriver(), g.volumesFrom(),
                g.mounts(), g.storageOpt(), g.tmpfs(), g.shmSize(), runtime, g.consoleSize(), g.init()), host.isolation(), host.wiring(), host.resources());
    }

    static HostConfig withResources(HostConfig host, ResourceLimits resources) {
        return new HostConfig(host.general(), host.isolation(), host.wiring(), resources);
    }
}
