package org.servin.api.internal.wire;

import java.time.Duration;

/** How long something lasts, in the words that {@code docker ps} shows. */
final class HumanDuration {
    private HumanDuration() { }

    static String of(Duration d) {
        long seconds = d.toSeconds();
        long minutes = d.toMinutes();
        long hours = Math.round(d.toSeconds() / 3600.0);
        if (seconds < 1) {
            return "Less than a second";
        } else if (seconds == 1) {
            return "1 second";
        } else if (seconds < 60) {
            return seconds + " seconds";
        } else if (minutes == 1) {
            return "About a minute";
        } else if (minutes < 60) {
            return minutes + " minutes";
        } else if (hours == 1) {
            return "About an hour";
        } else if (hours < 48) {
            return hours + " hours";
        } else if (hours < 24 * 7 * 2) {
            return hours / 24 + " days";
        } else if (hours < 24 * 30 * 2) {
            return hours / 24 / 7 + " weeks";
        } else if (hours < 24 * 365 * 2) {
            return hours / 24 / 30 + " months";
        }
        return hours / 24 / 365 + " years";
    }
}
