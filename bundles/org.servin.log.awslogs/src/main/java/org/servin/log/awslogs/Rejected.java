package org.servin.log.awslogs;

import java.util.Map;

/**
 * Which events of a request that was accepted are not in the log, since they are older than two weeks or than the group keeps them, or newer than in two hours.
 *
 * @param first how many at the beginning
 * @param from from which one on
 */
record Rejected(int first, int from) {
    private static final String INFO = "rejectedLogEventsInfo.";

    static Rejected none(int events) {
        return new Rejected(0, events);
    }

    /** As an answer says: ends are exclusive. */
    static Rejected of(Map<String, String> answer, int events) {
        int old = Math.max(number(answer, "tooOldLogEventEndIndex", 0), number(answer, "expiredLogEventEndIndex", 0));
        return new Rejected(Math.min(old, events), Math.min(number(answer, "tooNewLogEventStartIndex", events), events));
    }

    private static int number(Map<String, String> answer, String name, int otherwise) {
        String text = answer.getOrDefault(INFO + name, "");
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
    }

    /** Whether that event is not in the log. */
    boolean covers(int event) {
        return event < first || event >= from;
    }
}
