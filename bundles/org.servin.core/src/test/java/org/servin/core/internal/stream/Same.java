package org.servin.core.internal.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** Compares long texts, and shows only where they begin to differ. */
final class Same {
    private static final int SHOWN = 5;

    private Same() { }

    static void lines(List<String> expected, List<String> actual, String what) {
        int at = 0;
        while (at < expected.size() && at < actual.size() && expected.get(at).equals(actual.get(at))) {
            at++;
        }
        if (at < expected.size() || at < actual.size()) {
            assertEquals(part(expected, at), part(actual, at), what + ": line " + at + " of " + expected.size() + ", there are " + actual.size());
        }
    }

    private static String part(List<String> lines, int at) {
        return lines.subList(Math.max(0, at - 1), Math.min(lines.size(), at + SHOWN)).stream().map(line -> line.length() > 60 ? line.substring(0, 60) + "..." : line).toList().toString();
    }

    static void text(String expected, String actual, String what) {
        lines(List.of(expected.split("\n", -1)), List.of(actual.split("\n", -1)), what);
    }
}
