package org.servin.core.container;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;

/**
 * The log driver and its options.
 *
 * @param type the driver's name; null or empty for the default
 * @param config its options; null for none
 */
@JsonNaming(UpperCamelCaseStrategy.class)
public record LogConfig(String type, Map<String, String> config) { }
