package org.servin.log.awslogs;

import java.util.List;

/** Divides events among requests, of which the service takes no more than so much, and only in the order of time. One thread. */
final class Requests {
    private static final int MOST_BYTES = 1_048_576;
    private static final int MOST_EVENTS = 10_000;
    private static final long LONGEST_MILLIS = 24L * 60 * 60 * 1000;
    private final List<Event> events;
    private final int mostEvents;
    private int from;
    private int to;

    Requests(List<Event> events, int mostEvents) {
        this.events = events;
        this.mostEvents = Math.min(MOST_EVENTS, mostEvents);
    }

    /** Whether nothing is left. */
    boolean isDone() {
        return from == events.size();
    }

    /** The events of the next request; the same until {@link #done} or {@link #smaller}. */
    List<Event> next() {
        if (to <= from) {
            to = end();
        }
        return events.subList(from, to);
    }

    private int end() {
        int end = from;
        int bytes = 0;
        while (end < events.size() && end - from < mostEvents) {
            Event event = events.get(end);
            bytes += event.size() + Event.OVERHEAD;
            boolean ordered = end == from || event.millis() >= events.get(end - 1).millis() && event.millis() - events.get(from).millis() < LONGEST_MILLIS;
            if (bytes > MOST_BYTES || !ordered) {
                break;
            }
            end++;
        }
        return end;
    }

    /** The request was answered. */
    void done() {
        from = to;
    }

    /** The request has to have fewer events. */
    void smaller() {
        to = from + (to - from) / 2;
    }
}
