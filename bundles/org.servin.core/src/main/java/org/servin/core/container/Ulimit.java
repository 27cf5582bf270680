package org.servin.core.container;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** A resource limit, -1 for none; the name in lower case without RLIMIT_. */
@JsonNaming(UpperCamelCaseStrategy.class)
public record Ulimit(String name, long hard, long soft) { }
