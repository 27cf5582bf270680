package org.servin.core.container;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * When to start a container again.
 *
 * @param name empty or {@code no}, {@code always}, {@code unless-stopped}, {@code on-failure}
 * @param maximumRetryCount for {@code on-failure}; 0 for no limit
 */
@JsonNaming(UpperCamelCaseStrategy.class)
public record RestartPolicy(String name, long maximumRetryCount) { }
