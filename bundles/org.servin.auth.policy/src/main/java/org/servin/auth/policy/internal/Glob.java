package org.servin.auth.policy.internal;

/**
 * A pattern over a whole text: {@code *} is any number of any characters, {@code ?} is one, a backslash takes the next character as it is. Characters are Unicode's, compared
 * as they are: neither case nor other forms of the same character count as equal. Takes time of the product of both lengths at most. Immutable.
 */
final class Glob {
    /** Longer texts are neither matched nor not. No name or path that the engine takes is as long. */
    static final int MAX_TEXT = 4096;
    static final int MAX_PATTERN = 1024;
    private static final int ANY = -1;
    private static final int ONE = -2;
    private final String pattern;
    private final int[] parts;
    private final String literal;

    private Glob(String pattern, int[] parts) {
        this.pattern = pattern;
        this.parts = parts;
        this.literal = literal(parts);
    }

    /** Reads a pattern. IllegalArgumentException says what is wrong with it. */
    static Glob of(String pattern) {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        if (pattern.length() > MAX_PATTERN) {
            throw new IllegalArgumentException("is a pattern of more than " + MAX_PATTERN + " characters");
        }
        int[] characters = pattern.codePoints().toArray();
        int[] parts = new int[characters.length];
        int n = 0;
        for (int i = 0; i < characters.length; i++) {
            switch (characters[i]) {
                case '*' -> parts[n++] = ANY;
                case '?' -> parts[n++] = ONE;
                case '\\' -> {
                    if (++i == characters.length) {
                        throw new IllegalArgumentException("ends with a backslash");
                    }
                    parts[n++] = characters[i];
                }
                default -> parts[n++] = characters[i];
            }
        }
        return new Glob(pattern, java.util.Arrays.copyOf(parts, n));
    }

    /** The pattern's text if nothing else matches; else null. */
    private static String literal(int[] parts) {
        for (int part : parts) {
            if (part < 0) {
                return null;
            }
        }
        return new String(parts, 0, parts.length);
    }

    Answer matches(String text) {
        if (literal != null) {
            return Answer.of(literal.equals(text));
        }
        if (parts.length == 1 && parts[0] == ANY) {
            return Answer.YES;
        }
        return text.length() > MAX_TEXT ? Answer.UNKNOWN : Answer.of(goesThrough(text));
    }

    /** Only the last star is ever tried again: whatever an earlier one could take in its place, this one can, too. */
    private boolean goesThrough(String text) {
        int at = 0;
        int part = 0;
        int star = -1;
        int taken = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (part < parts.length && parts[part] == ANY) {
                star = part++;
                taken = at;
            } else if (part < parts.length && (parts[part] == ONE || parts[part] == c)) {
                part++;
                at += Character.charCount(c);
            } else if (star >= 0) {
                part = star + 1;
                taken += Character.charCount(text.codePointAt(taken));
                at = taken;
            } else {
                return false;
            }
        }
        while (part < parts.length && parts[part] == ANY) {
            part++;
        }
        return part == parts.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && glob.pattern.equals(pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    /** The pattern. */
    @Override
    public String toString() {
        return pattern;
    }
}
