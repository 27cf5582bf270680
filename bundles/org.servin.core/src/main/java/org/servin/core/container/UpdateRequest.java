package org.servin.core.container;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/**
 * What is to change of a container.
 *
 * @param resources new limits
 * @param restartPolicy null: unchanged
 * @param portBindings all that there are to be, by port such as {@code 80/tcp}; null: unchanged. Dockerd has no such thing
 * @param logConfig the log drivers and their options; null: unchanged. Dockerd has no such thing
 */
@JsonNaming(UpperCamelCaseStrategy.class)
public record UpdateRequest(@JsonUnwrapped ResourceLimits resources, RestartPolicy restartPolicy, Map<String, List<PortBinding>> portBindings, LogConfig logConfig) { }
