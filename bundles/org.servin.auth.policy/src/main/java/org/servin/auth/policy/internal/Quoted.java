package org.servin.auth.policy.internal;

import java.util.Collection;
import java.util.stream.Collectors;

/** Shows texts of unknown origin in messages: on one line, and not too much of them. */
final class Quoted {
    private static final int MAX_CHARACTERS = 120;
    private static final int MAX_TEXTS = 5;

    private Quoted() { }

    static String of(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().limit(MAX_CHARACTERS).forEach(c -> {
            if (c == '"' || c == '\\') {
                shown.append('\\').appendCodePoint(c);
            } else if (isPlain(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return shown.append(text.codePointCount(0, text.length()) > MAX_CHARACTERS ? "...\"" : "\"").toString();
    }

    /** Neither controls, line ends nor what changes the direction of writing. */
    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE -> false;
            default -> true;
        };
    }

    static String of(Collection<String> texts) {
        String shown = texts.stream().limit(MAX_TEXTS).map(Quoted::of).collect(Collectors.joining(", "));
        return texts.size() > MAX_TEXTS ? shown + " and " + (texts.size() - MAX_TEXTS) + " more" : shown;
    }
}
