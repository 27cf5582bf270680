package org.servin.core.internal.container;

import java.time.Duration;

/** Values as Go prints them, where clients see dockerd's text. */
final class GoText {
    private GoText() { }

    /** A duration of whole milliseconds or more, such as {@code 1m30s}, {@code 2.5s} or {@code 500ms}. */
    static String duration(Duration value) {
        if (value.compareTo(Duration.ofSeconds(1)) < 0) {
            return value.toMillis() + "ms";
        }
        StringBuilder text = new StringBuilder();
        if (value.toHours() > 0) {
            text.append(value.toHours()).append('h');
        }
        if (value.toMinutes() > 0) {
            text.append(value.toMinutesPart()).append('m');
        }
        text.append(value.toSecondsPart());
        if (value.toMillisPart() > 0) {
            text.append('.').append(String.format("%03d", value.toMillisPart()).replaceAll("0+$", ""));
        }
        return text.append('s').toString();
    }
}
