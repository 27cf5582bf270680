package org.servin.core.container;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** A weight of one block device, 10 to 1000. */
@JsonNaming(UpperCamelCaseStrategy.class)
public record WeightDevice(String path, int weight) { }
