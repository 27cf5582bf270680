package org.servin.core.event;

import org.servin.core.filter.Filters;

/**
 * Which events to see.
 *
 * @param sinceEpochNanos past events from then on; {@code Long.MAX_VALUE} for none of the past
 * @param untilEpochNanos the end; {@code Long.MAX_VALUE} for ever
 * @param filters filters of {@code GET /events}
 */
public record EventQuery(long sinceEpochNanos, long untilEpochNanos, Filters filters) { }
