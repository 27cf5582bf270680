package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.servin.api.internal.http.Json;

/** {@code GET /info}, in groups. */
public record InfoDocument(
        @JsonUnwrapped Engine engine, @JsonUnwrapped Host host, @JsonUnwrapped Limits limits, @JsonUnwrapped Drivers drivers, @JsonUnwrapped Absent absent) {
    /** The same as clients before 1.25 know it. */
    public JsonNode before25() {
        ObjectNode all = Json.MAPPER.valueToTree(this);
        all.put("ExecutionDriver", "<not supported>");
        ArrayNode names = all.putArray("SecurityOptions");
        limits.securityOptions().forEach(option -> names.add(option.split(",")[0].substring("name=".length())));
        return all;
    }

    /** The engine and its numbers. */
    public record Engine(
            @JsonProperty("ID") String id,
            int containers,
            int containersRunning,
            int containersPaused,
            int containersStopped,
            int images,
            boolean debug,
            @JsonProperty("NFd") int fds,
            @JsonProperty("NGoroutines") int threads,
            @JsonProperty("NEventsListener") int eventListeners,
            String systemTime,
            String serverVersion,
            String dockerRootDir,
            List<String> labels,
            boolean experimentalBuild,
            boolean liveRestoreEnabled,
            List<String> warnings) { }

    /** The machine. */
    public record Host(
            String kernelVersion,
            String operatingSystem,
            @JsonProperty("OSVersion") String osVersion,
            @JsonProperty("OSType") String osType,
            String architecture,
            @JsonProperty("NCPU") int cpus,
            long memTotal,
            String name,
            String httpProxy,
            String httpsProxy,
            String noProxy) { }

    /** What can be limited here. */
    public record Limits(
            boolean memoryLimit,
            boolean swapLimit,
            boolean kernelMemory,
            @JsonProperty("KernelMemoryTCP") boolean kernelMemoryTcp,
            boolean cpuCfsPeriod,
            boolean cpuCfsQuota,
            @JsonProperty("CPUShares") boolean cpuShares,
            @JsonProperty("CPUSet") boolean cpuSet,
            boolean pidsLimit,
            @JsonProperty("IPv4Forwarding") boolean ipv4Forwarding,
            boolean bridgeNfIptables,
            boolean bridgeNfIp6tables,
            boolean oomKillDisable,
            String cgroupDriver,
            String cgroupVersion,
            List<String> securityOptions) { }

    /** The drivers. */
    public record Drivers(
            String driver,
            List<List<String>> driverStatus,
            Plugins plugins,
            String loggingDriver,
            Map<String, RuntimePath> runtimes,
            String defaultRuntime,
            String initBinary,
            Registry registryConfig,
            String indexServerAddress) { }

    /** Drivers by kind, for clients. */
    public record Plugins(List<String> volume, List<String> network, List<String> authorization, List<String> log) { }

    /** A runtime. */
    public record RuntimePath(@JsonProperty("path") String path) { }

    /** Registries with settings of their own. */
    public record Registry(
            @JsonProperty("AllowNondistributableArtifactsCIDRs") List<String> nondistributableCidrs,
            @JsonProperty("AllowNondistributableArtifactsHostnames") List<String> nondistributableHostnames,
            @JsonProperty("InsecureRegistryCIDRs") List<String> insecureCidrs,
            Map<String, Index> indexConfigs,
            List<String> mirrors) { }

    /** One registry. */
    public record Index(String name, List<String> mirrors, boolean secure, boolean official) { }

    /** What this engine has not; clients expect the members. */
    public record Absent(
            List<String> genericResources, SwarmInfo swarm, String isolation, Commit containerdCommit, Commit runcCommit, Commit initCommit) {
        /** Nothing of it. */
        public static Absent nothing() {
            Commit none = new Commit("", "");
            return new Absent(null, new SwarmInfo("", "", "inactive", false, "", null), "", none, none, none);
        }
    }

    /** A component's version. */
    public record Commit(@JsonProperty("ID") String id, String expected) { }

    /** The cluster. */
    public record SwarmInfo(
            @JsonProperty("NodeID") String nodeId, String nodeAddr, String localNodeState, boolean controlAvailable, String error, List<String> remoteManagers) { }
}
