package org.servin.core.stream;

/**
 * Which logs to send.
 *
 * @param stdout whether to send it
 * @param stderr whether to send it
 * @param follow whether to go on until the container ends
 * @param sinceEpochNanos not before; {@code Long.MIN_VALUE} for all
 * @param untilEpochNanos not after; {@code Long.MAX_VALUE} for all
 * @param timestamps whether each line starts with its time
 * @param details whether each line shows the attributes that the log driver keeps
 * @param tail last lines to start with; negative for all
 */
public record LogOptions(
        boolean stdout, boolean stderr, boolean follow, long sinceEpochNanos, long untilEpochNanos, boolean timestamps, boolean details, long tail) { }
