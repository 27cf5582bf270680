package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.servin.api.internal.http.Timestamps;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.ContainerView;
import org.servin.core.container.EndpointView;
import org.servin.core.container.HostConfig;
import org.servin.core.container.NetworkView;
import org.servin.core.container.PortBinding;
import org.servin.core.stream.LogDeliveryState;

/** {@code GET /containers/{id}/json}. */
public record ContainerDocument(
        String id,
        String created,
        String path,
        List<String> args,
        StateDocument state,
        String image,
        String resolvConfPath,
        String hostnamePath,
        String hostsPath,
        String logPath,
        String name,
        int restartCount,
        String driver,
        String platform,
        String mountLabel,
        String processLabel,
        String appArmorProfile,
        @JsonProperty("ExecIDs") List<String> execIds,
        HostConfig hostConfig,
        GraphDriver graphDriver,
        @JsonInclude(Include.NON_NULL) Long sizeRw,
        @JsonInclude(Include.NON_NULL) Long sizeRootFs,
        List<MountDocument> mounts,
        ContainerConfig config,
        Network networkSettings,
        @JsonInclude(Include.NON_EMPTY) List<LogDelivery> logDelivery) {
    /** How delivery to a log driver stands; no part of dockerd's document, and there only where there is something to tell. */
    public record LogDelivery(String driver, long delivered, long dropped, long droppedBytes, long refused, long waitingBytes, String error) {
        private static LogDelivery of(LogDeliveryState state) {
            return new LogDelivery(state.driver(), state.delivered(), state.dropped(), state.droppedBytes(), state.refused(), state.waitingBytes(),
                    state.trouble().map(LogDeliveryState.Trouble::reason).orElse(""));
        }
    }

    /** The storage driver and what it says of the workspace. */
    public record GraphDriver(Map<String, String> data, String name) { }

    /** Network settings; the members that stand for the network {@code bridge} alone are there for old clients. */
    public record Network(
            String bridge,
            @JsonProperty("SandboxID") String sandboxId,
            boolean hairpinMode,
            @JsonProperty("LinkLocalIPv6Address") String linkLocalIpv6Address,
            @JsonProperty("LinkLocalIPv6PrefixLen") int linkLocalIpv6PrefixLen,
            Map<String, List<PortBinding>> ports,
            String sandboxKey,
            @JsonProperty("SecondaryIPAddresses") List<String> secondaryIpAddresses,
            @JsonProperty("SecondaryIPv6Addresses") List<String> secondaryIpv6Addresses,
            @JsonProperty("EndpointID") String endpointId,
            String gateway,
            @JsonProperty("GlobalIPv6Address") String globalIpv6Address,
            @JsonProperty("GlobalIPv6PrefixLen") int globalIpv6PrefixLen,
            @JsonProperty("IPAddress") String ipAddress,
            @JsonProperty("IPPrefixLen") int ipPrefixLen,
            @JsonProperty("IPv6Gateway") String ipv6Gateway,
            String macAddress,
            Map<String, EndpointDocument> networks) { }

    /** One container. */
    public static ContainerDocument of(ContainerView v) {
        boolean started = v.state().startedAt().isPresent() || v.state().status().isAlive();
        return new ContainerDocument(v.id(), Timestamps.text(v.created()), v.path(), v.args(), StateDocument.of(v.state()), v.imageId(),
                file(v, started, "resolv.conf"), file(v, started, "hostname"), file(v, started, "hosts"),
                started ? v.logPath().map(Path::toString).orElse("") : "",
                "/" + v.name(), v.restartCount(), v.storageDriver(), v.platform(), "", "", "", v.execIds().isEmpty() ? null : v.execIds(), v.host(),
                new GraphDriver(v.storageDetails(), v.storageDriver()), v.sizes().map(ContainerView.Sizes::rw).orElse(null), v.sizes().map(ContainerView.Sizes::rootFs).orElse(null),
                MountDocument.all(v.mounts()), v.config(), network(v), v.logDeliveries().stream().map(LogDelivery::of).toList());
    }

    private static String file(ContainerView v, boolean started, String name) {
        return started ? v.folder().resolve(name).toString() : "";
    }

    private static Network network(ContainerView v) {
        NetworkView n = v.network();
        EndpointView none = new EndpointView(org.servin.core.container.EndpointConfig.none(), "", "", "", "", 0, "", "", 0, "", List.of());
        EndpointView e = n.endpoints().getOrDefault("bridge", none);
        Map<String, List<PortBinding>> ports = new TreeMap<>();
        n.ports().forEach((port, bindings) -> ports.put(port, bindings.orElse(null)));
        return new Network("", n.sandboxId(), false, "", 0, ports, n.sandboxKey(), null, null, e.endpointId(), e.gateway(), e.globalIpv6Address(), e.globalIpv6PrefixLen(),
                e.ipAddress(), e.ipPrefixLen(), e.ipv6Gateway(), e.macAddress(), EndpointDocument.all(v));
    }
}
