package org.servin.core.container;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** New limits, and perhaps a new restart policy (null: unchanged). */
@JsonNaming(UpperCamelCaseStrategy.class)
public record UpdateRequest(@JsonUnwrapped ResourceLimits resources, RestartPolicy restartPolicy) { }
