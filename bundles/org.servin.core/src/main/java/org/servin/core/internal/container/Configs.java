package org.servin.core.internal.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.Empty;
import org.servin.core.container.HostConfig;
import org.servin.core.container.LogConfig;
import org.servin.core.container.PortBinding;
import org.servin.core.container.ResourceLimits;
import org.servin.core.container.RestartPolicy;
import org.servin.core.internal.network.ContainerNetworking;
import org.servin.core.internal.record.RecordCopy;

/** Configurations with one thing changed. */
final class Configs {
    private Configs() { }

    static ContainerConfig withHostname(ContainerConfig config, String hostname, String domainname) {
        return RecordCopy.of(config).set(ContainerConfig::hostname, hostname).set(ContainerConfig::domainname, domainname).get();
    }

    /** What the processes of a container are started with: its links add variables, which its own ones may replace. Fails if a linked container does not run. */
    static ContainerConfig ofProcesses(ContainerRecord record, ContainerTable table, ContainerNetworking networking) {
        ContainerConfig config = record.config();
        List<String> before = networking.environment(table.subject(record));
        return before.isEmpty() ? config : RecordCopy.of(config).change(ContainerConfig::env, own -> {
            List<String> all = new ArrayList<>(before);
            all.addAll(own == null ? List.of() : own);
            return all;
        }).get();
    }

    static HostConfig withLinks(HostConfig host, List<String> links) {
        return RecordCopy.of(host).change(HostConfig::wiring, wiring -> RecordCopy.of(wiring).set(HostConfig.Wiring::links, links == null || links.isEmpty() ? null : links).get()).get();
    }

    /** Empty lists for those of name servers that are absent, as dockerd shows a configuration that was given at the start. */
    static HostConfig withNameServers(HostConfig host) {
        UnaryOperator<List<String>> some = list -> list == null ? List.of() : list;
        return RecordCopy.of(host).change(HostConfig::wiring, wiring -> RecordCopy.of(wiring)
                .change(HostConfig.Wiring::dns, some).change(HostConfig.Wiring::dnsOptions, some).change(HostConfig.Wiring::dnsSearch, some).get()).get();
    }

    static HostConfig withPortBindings(HostConfig host, Map<String, List<PortBinding>> bindings) {
        return RecordCopy.of(host).change(HostConfig::wiring, wiring -> RecordCopy.of(wiring).set(HostConfig.Wiring::portBindings, bindings).get()).get();
    }

    /** Ports that are bound are exposed, as the command line makes it of {@code -p}. */
    static ContainerConfig withExposed(ContainerConfig config, Set<String> ports) {
        return RecordCopy.of(config).change(ContainerConfig::exposedPorts, before -> {
            Map<String, Empty> all = new TreeMap<>(before == null ? Map.of() : before);
            ports.forEach(port -> all.putIfAbsent(port.contains("/") ? port : port + "/tcp", new Empty()));
            return all.isEmpty() ? before : all;
        }).get();
    }

    static HostConfig withRestartPolicy(HostConfig host, RestartPolicy policy) {
        return withGeneral(host, HostConfig.General::restartPolicy, policy);
    }

    /** Tells clients which runtime was chosen, where they left it open. */
    static HostConfig withChosenRuntime(HostConfig host, String runtime) {
        String asked = host.general().runtime();
        return asked == null || asked.isEmpty() ? withGeneral(host, HostConfig.General::runtime, runtime) : host;
    }

    static HostConfig withLog(HostConfig host, LogConfig log) {
        return withGeneral(host, HostConfig.General::logConfig, log);
    }

    static HostConfig withResources(HostConfig host, ResourceLimits resources) {
        return RecordCopy.of(host).set(HostConfig::resources, resources).get();
    }

    private static <T> HostConfig withGeneral(HostConfig host, RecordCopy.Component<HostConfig.General, T> component, T value) {
        return RecordCopy.of(host).change(HostConfig::general, general -> RecordCopy.of(general).set(component, value).get()).get();
    }
}
