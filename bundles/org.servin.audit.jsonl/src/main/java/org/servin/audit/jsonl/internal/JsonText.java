package org.servin.audit.jsonl.internal;

import java.util.List;

/**
 * Writes an object in JSON, whatever is in its texts: a reader sees one object of one line, and on a terminal nothing but what is there. What is invisible or changes the
 * direction of writing is escaped, what is no character is U+FFFD, and what is too long is cut, which it then says.
 */
final class JsonText {
    private static final int LONGEST = 4096;
    private static final int MOST = 64;

    private final StringBuilder out = new StringBuilder(512);

    /** Begins the object. */
    JsonText begin() {
        out.append('{');
        return this;
    }

    /** Begins an object within. */
    JsonText begin(String name) {
        name(name);
        return begin();
    }

    /** Ends what was begun last. */
    String end() {
        return out.append('}').toString();
    }

    /** A text; nothing if it is empty. Names of members are ours and need no care. */
    JsonText text(String name, String value) {
        if (!value.isEmpty()) {
            name(name);
            quote(value);
        }
        return this;
    }

    /** Texts; nothing if there are none. */
    JsonText texts(String name, List<String> values) {
        if (values.isEmpty()) {
            return this;
        }
        name(name);
        out.append('[');
        for (String value : values.subList(0, Math.min(values.size(), MOST))) {
            separate();
            quote(value);
        }
        if (values.size() > MOST) {
            separate();
            quote("\u2026 " + (values.size() - MOST) + " more");
        }
        out.append(']');
        return this;
    }

    JsonText number(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    private void name(String name) {
        separate();
        out.append('"').append(name).append("\":");
    }

    private void separate() {
        char last = out.charAt(out.length() - 1);
        if (last != '{' && last != '[') {
            out.append(',');
        }
    }

    private void quote(String value) {
        out.append('"');
        int i = 0;
        while (i < value.length() && i < LONGEST) {
            int c = value.codePointAt(i);
            escape(c);
            i += Character.charCount(c);
        }
        if (i < value.length()) {
            out.append("\u2026 (cut, ").append(value.length()).append(" characters in all)");
        }
        out.append('"');
    }

    private void escape(int c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append((char) c);
        } else if (c >= ' ' && c <= '~') {
            out.append((char) c);
        } else if (Character.getType(c) == Character.SURROGATE) {
            out.append('\ufffd');
        } else if (isVisible(c)) {
            out.appendCodePoint(c);
        } else {
            for (char unit : Character.toChars(c)) {
                out.append("\\u").append(Character.forDigit(unit >> 12, 16)).append(Character.forDigit(unit >> 8 & 0xf, 16)).append(Character.forDigit(unit >> 4 & 0xf, 16))
                        .append(Character.forDigit(unit & 0xf, 16));
            }
        }
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
