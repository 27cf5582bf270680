package org.servin.core.container;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * How to see whether a container is healthy.
 *
 * @param test empty to inherit, {@code NONE}, {@code CMD args…} or {@code CMD-SHELL line}
 * @param interval nanoseconds between probes; null or 0 for the default
 * @param timeout nanoseconds
 * @param startPeriod nanoseconds in which failures do not count
 * @param retries failures in a row that make it unhealthy
 */
@JsonNaming(UpperCamelCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record HealthCheckConfig(List<String> test, long interval, long timeout, long startPeriod, long retries) { }
