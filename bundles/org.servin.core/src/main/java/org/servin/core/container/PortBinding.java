package org.servin.core.container;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Where on the host a port is published.
 *
 * @param hostIp empty or null for all addresses
 * @param hostPort a number, a range {@code a-b}, or empty for any
 */
@JsonNaming(UpperCamelCaseStrategy.class)
public record PortBinding(String hostIp, String hostPort) { }
