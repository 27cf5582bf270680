package org.servin.api.internal.facts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.servin.api.internal.access.Facts;
import org.servin.api.internal.http.Json;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.ContainerView;
import org.servin.core.container.CreateRequest;
import org.servin.core.container.DeviceMapping;
import org.servin.core.container.HostConfig;
import org.servin.core.container.HostReach;
import org.servin.core.container.LogConfig;
import org.servin.core.container.MountPoint;
import org.servin.core.container.PortBinding;
import org.servin.core.container.ResourceLimits;
import org.servin.core.container.UpdateRequest;
import org.servin.core.exec.ExecConfig;
import org.servin.core.system.HostFacts;
import org.servin.image.Images;
import org.servin.spi.ServinException;

/** Facts about containers that are to be made, started or changed, and about processes that are to run in them. */
public final class ContainerFacts {
    private static final String MOUNT_SOURCE = "mount.source";
    private static final String PRIVILEGED = "privileged";
    private static final String CONTAINER = "container";
    private final Images images;
    private final HostFacts host;
    private final Function<String, ContainerView> containers;

    /**
     * Looks there.
     *
     * @param containers finds another container by name or id; NOT_FOUND if there is none
     */
    public ContainerFacts(Images images, HostFacts host, Function<String, ContainerView> containers) {
        this.images = images;
        this.host = host;
        this.containers = containers;
    }

    /** Of one that is to be made. */
    public Facts of(CreateRequest request) {
        ObjectNode document = Json.MAPPER.valueToTree(request.config());
        document.set("HostConfig", Json.MAPPER.valueToTree(request.host()));
        document.putObject("NetworkingConfig").set("EndpointsConfig", Json.MAPPER.valueToTree(request.endpoints()));
        return new Facts().document(document)
                .addAll(of(request.config()))
                .addAll(of(request.host()))
                .addAll("network", request.endpoints().keySet());
    }

    private Facts of(ContainerConfig config) {
        Facts facts = new Facts().add("user", Objects.requireNonNullElse(config.user(), ""));
        Map<String, String> labels = Objects.requireNonNullElse(config.labels(), Map.of());
        labels.forEach((key, value) -> facts.add("label." + key, value));
        return config.image() == null ? facts : facts.addAll(ImageFacts.of(images, config.image()));
    }

    /** Of the host part of one: as asked for, or as it was when the container was made. */
    public Facts of(HostConfig asked) {
        HostReach reach = HostReach.of(asked);
        HostConfig.Isolation isolation = asked.isolation();
        Facts facts = new Facts()
                .add(PRIVILEGED, Boolean.toString(isolation.privileged()))
                .addAll("volume", reach.volumes())
                .addAll("volume.driver", reach.volumeDrivers())
                .addAll("namespace.host", namespaces(reach))
                .addAll("namespace.container", reach.sharedNamespaces().keySet())
                .add("unmasked", Boolean.toString(reach.unmasked()))
                .addAll("capability.add", capabilities(isolation.capAdd()))
                .addAll("security.option", isolation.securityOpt())
                .addAll("sysctl", isolation.sysctls() == null ? null : isolation.sysctls().keySet())
                .add("runtime", asked.general().runtime());
        reach.paths().forEach(path -> mounted(facts, path));
        reach.sharedNamespaces().values().forEach(other -> named(facts, other));
        inherited(facts, asked.general().volumesFrom());
        log(facts, asked.general().logConfig());
        ports(facts, asked.wiring().portBindings());
        network(facts, asked.wiring().networkMode());
        limits(facts, asked.resources());
        return facts;
    }

    /** For control groups of version 1 the host's namespace is the usual one, which clients of older versions write. */
    private Set<String> namespaces(HostReach reach) {
        Set<String> all = new TreeSet<>(reach.hostNamespaces());
        if (host.cgroupVersion() == 1) {
            all.remove("cgroup");
        }
        return all;
    }

    private static Set<String> capabilities(List<String> added) {
        Set<String> all = new TreeSet<>();
        for (String each : Objects.requireNonNullElse(added, List.<String>of())) {
            String upper = each.toUpperCase(Locale.ROOT);
            all.add(upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper);
        }
        return all;
    }

    static void mounted(Facts facts, String path) {
        facts.add(MOUNT_SOURCE, path);
        HostPaths.led(path).ifPresent(led -> facts.add(MOUNT_SOURCE, led));
    }

    private void inherited(Facts facts, List<String> volumesFrom) {
        for (String text : Objects.requireNonNullElse(volumesFrom, List.<String>of())) {
            List<MountPoint> mounts = named(facts, text.split(":", 2)[0]).map(ContainerView::mounts).orElse(List.of());
            for (MountPoint mount : mounts) {
                if (mount.type().equals("bind")) {
                    mounted(facts, mount.source());
                } else {
                    facts.add("volume", mount.name());
                }
            }
        }
    }

    /** Of another container that is made use of: all that it is called. */
    public Facts ofOther(String reference) {
        Facts facts = new Facts();
        named(facts, reference);
        return facts;
    }

    private Optional<ContainerView> named(Facts facts, String reference) {
        facts.add(CONTAINER, reference);
        try {
            ContainerView view = containers.apply(reference);
            facts.add(CONTAINER, view.name()).add(CONTAINER, view.id());
            return Optional.of(view);
        } catch (ServinException e) {
            return Optional.empty(); // what makes use of it will fail for the same reason
        }
    }

    private static void log(Facts facts, LogConfig log) {
        facts.add("log.driver", log == null || log.type() == null || log.type().isEmpty() ? null : log.type());
    }

    private static void ports(Facts facts, Map<String, List<PortBinding>> ports) {
        for (List<PortBinding> bindings : Objects.requireNonNullElse(ports, Map.<String, List<PortBinding>>of()).values()) {
            for (PortBinding binding : Objects.requireNonNullElse(bindings, List.<PortBinding>of())) {
                facts.add("port.host", Objects.requireNonNullElse(binding.hostPort(), ""));
            }
        }
    }

    private static void network(Facts facts, String mode) {
        facts.add("network", mode == null || mode.isEmpty() ? "default" : mode);
    }

    private static void limits(Facts facts, ResourceLimits limits) {
        if (limits == null) {
            return;
        }
        for (DeviceMapping device : Objects.requireNonNullElse(limits.devices(), List.<DeviceMapping>of())) {
            facts.add("device", device.pathOnHost());
            HostPaths.led(Objects.requireNonNullElse(device.pathOnHost(), "")).ifPresent(led -> facts.add("device", led));
        }
        facts.addAll("device.rule", limits.deviceCgroupRules());
        if (limits.deviceRequests() != null) {
            limits.deviceRequests().forEach(request -> facts.add("device.driver", request.driver()));
        }
        facts.add("cgroup.parent", limits.cgroupParent() == null || limits.cgroupParent().isEmpty() ? null : limits.cgroupParent());
    }

    /** Of one that is there: what starting it, or running something in it, makes use of. */
    public Facts of(ContainerView view) {
        return of(view.host()).addAll(of(view.config())).addAll(new Facts().add("image.id", view.imageId()));
    }

    /** Of a change. */
    public static Facts of(UpdateRequest update) {
        ObjectNode document = Json.MAPPER.valueToTree(update);
        Facts facts = new Facts().document(document);
        limits(facts, update.resources());
        log(facts, update.logConfig());
        ports(facts, update.portBindings());
        return facts;
    }

    /** Of one more process. */
    public static Facts of(ExecConfig exec) {
        return new Facts().document(Json.MAPPER.valueToTree(exec))
                .add(PRIVILEGED, Boolean.toString(exec.privileged()))
                .add("user", Objects.requireNonNullElse(exec.user(), ""));
    }
}
