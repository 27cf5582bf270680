package org.servin.log.socket;

/**
 * How often a connection that was lost is made again within one delivery, before the engine is told, which then tries for ever, at growing intervals.
 *
 * @param times how often at most
 * @param pauseMillis how long to wait before each
 */
public record Reconnection(int times, long pauseMillis) {
    private static final long LONGEST_MILLIS = 10_000;

    /** Never. */
    public static final Reconnection NONE = new Reconnection(0, 0);

    /** As often as is asked for within ten seconds, which is how long a delivery may keep its thread for that; at least once, then, if it is asked for at all. */
    public static Reconnection bounded(int times, long pauseMillis) {
        long pause = Math.min(pauseMillis, LONGEST_MILLIS);
        return new Reconnection((int) Math.min(times, pause == 0 ? times : LONGEST_MILLIS / pause), pause);
    }
}
