package org.servin.core.container;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** A rate of one block device: bytes or operations a second. */
@JsonNaming(UpperCamelCaseStrategy.class)
public record ThrottleDevice(String path, long rate) { }
