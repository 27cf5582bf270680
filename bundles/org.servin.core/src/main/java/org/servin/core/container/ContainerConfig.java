package org.servin.core.container;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/** The portable part of a container's configuration: {@code ContainerConfig} of the Docker API, component by component. */
@JsonNaming(UpperCamelCaseStrategy.class)
public record ContainerConfig(
        String hostname,
        String domainname,
        String user,
        boolean attachStdin,
        boolean attachStdout,
        boolean attachStderr,
        @JsonInclude(Include.NON_EMPTY) Map<String, Empty> exposedPorts,
        boolean tty,
        boolean openStdin,
        boolean stdinOnce,
        List<String> env,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> cmd,
        @JsonInclude(Include.NON_NULL) HealthCheckConfig healthcheck,
        @JsonInclude(Include.NON_DEFAULT) boolean argsEscaped,
        String image,
        Map<String, Empty> volumes,
        String workingDir,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> entrypoint,
        @JsonInclude(Include.NON_DEFAULT) boolean networkDisabled,
        @JsonInclude(Include.NON_EMPTY) String macAddress,
        List<String> onBuild,
        Map<String, String> labels,
        @JsonInclude(Include.NON_EMPTY) String stopSignal,
        @JsonInclude(Include.NON_NULL) Long stopTimeout,
        @JsonInclude(Include.NON_EMPTY) List<String> shell) { }
