package org.servin.core.container;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/** The host-dependent part of a container's configuration: {@code HostConfig} of the Docker API in four groups. */
public record HostConfig(
        @JsonUnwrapped General general,
        // The group's own name must not meet the member "Isolation", which clients may write in any case.
        @JsonUnwrapped @JsonProperty("//isolation") Isolation isolation,
        @JsonUnwrapped Wiring wiring,
        @JsonUnwrapped ResourceLimits resources) {

    /** The container's life and what it keeps. */
    @JsonNaming(UpperCamelCaseStrategy.class)
    public record General(
            List<String> binds,
            @JsonProperty("ContainerIDFile") String containerIdFile,
            LogConfig logConfig,
            RestartPolicy restartPolicy,
            boolean autoRemove,
            String volumeDriver,
            List<String> volumesFrom,
            @JsonInclude(Include.NON_EMPTY) List<MountConfig> mounts,
            @JsonInclude(Include.NON_EMPTY) Map<String, String> storageOpt,
            @JsonInclude(Include.NON_EMPTY) Map<String, String> tmpfs,
            long shmSize,
            @JsonInclude(Include.NON_EMPTY) String runtime,
            List<Integer> consoleSize,
            @JsonInclude(Include.NON_NULL) Boolean init) { }

    /** What confines it. */
    @JsonNaming(UpperCamelCaseStrategy.class)
    public record Isolation(
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> capAdd,
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> capDrop,
            String cgroupnsMode,
            List<String> groupAdd,
            String ipcMode,
            String cgroup,
            long oomScoreAdj,
            String pidMode,
            boolean privileged,
            boolean readonlyRootfs,
            List<String> securityOpt,
            @JsonProperty("UTSMode") String utsMode,
            String usernsMode,
            @JsonInclude(Include.NON_EMPTY) Map<String, String> sysctls,
            String isolation,
            List<String> maskedPaths,
            List<String> readonlyPaths) { }

    /** Its network. */
    @JsonNaming(UpperCamelCaseStrategy.class)
    public record Wiring(
            String networkMode,
            Map<String, List<PortBinding>> portBindings,
            boolean publishAllPorts,
            List<String> dns,
            List<String> dnsOptions,
            List<String> dnsSearch,
            List<String> extraHosts,
            List<String> links) { }
}
