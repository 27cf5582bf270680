package org.servin.api.internal.json;

/** Says what Go's {@code encoding/json} says of a text that is no JSON. Reads nothing: that is Jackson's part. */
final class Syntax {
    private static final int HEX_DIGITS = 4;

    private final byte[] text;
    private final int maxDepth;
    private int at;
    private int depth;

    private Syntax(byte[] text, int maxDepth) {
        this.text = text;
        this.maxDepth = maxDepth;
    }

    /** Fails if the text does not begin with a value, or, if asked, has more than that. */
    static void check(byte[] text, int maxDepth, boolean whole) throws NotJson {
        Syntax syntax = new Syntax(text, maxDepth);
        syntax.space();
        syntax.value();
        syntax.space();
        if (whole && syntax.at < text.length) {
            throw syntax.unexpected("after top-level value");
        }
    }

    private void value() throws NotJson {
        byte c = peek();
        switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> {
                if (c != '-' && !isDigit(c)) {
                    throw unexpected("looking for beginning of value");
                }
                number();
            }
        }
    }

    private void object() throws NotJson {
        enter();
        if (peek() == '}') {
            at++;
        } else {
            do {
                space();
                member();
            } while (more('}', "after object key:value pair"));
        }
        depth--;
    }

    private void member() throws NotJson {
        if (peek() != '"') {
            throw unexpected("looking for beginning of object key string");
        }
        string();
        space();
        if (peek() != ':') {
            throw unexpected("after object key");
        }
        at++;
        space();
        value();
    }

    private void array() throws NotJson {
        enter();
        if (peek() == ']') {
            at++;
        } else {
            do {
                space();
                value();
            } while (more(']', "after array element"));
        }
        depth--;
    }

    private void enter() throws NotJson {
        if (++depth > maxDepth) {
            throw unexpected("exceeded max depth");
        }
        at++;
        space();
    }

    /** Steps over a comma or the end. */
    private boolean more(char end, String otherwise) throws NotJson {
        space();
        byte c = peek();
        if (c != ',' && c != end) {
            throw unexpected(otherwise);
        }
        at++;
        return c == ',';
    }

    private void literal(String word) throws NotJson {
        for (int i = 0; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                throw unexpected("in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
            at++;
        }
    }

    private void number() throws NotJson {
        if (peek() == '-') {
            at++;
            digit("in numeric literal");
        }
        if (text[at] == '0') {
            at++;
        } else {
            digits();
        }
        if (isAt('.')) {
            at++;
            digit("after decimal point in numeric literal");
            digits();
        }
        if (isAt('e') || isAt('E')) {
            at++;
            if (isAt('+') || isAt('-')) {
                at++;
            }
            digit("in exponent of numeric literal");
            digits();
        }
    }

    private void digit(String otherwise) throws NotJson {
        if (!isDigit(peek())) {
            throw unexpected(otherwise);
        }
    }

    private void digits() {
        while (at < text.length && isDigit(text[at])) {
            at++;
        }
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private boolean isAt(char c) {
        return at < text.length && text[at] == c;
    }

    private void string() throws NotJson {
        at++;
        while (peek() != '"') {
            if (text[at] == '\\') {
                at++;
                escaped();
            } else if (text[at] >= 0 && text[at] < ' ') {
                throw unexpected("in string literal");
            } else {
                at++;
            }
        }
        at++;
    }

    private void escaped() throws NotJson {
        byte c = peek();
        if (c != 'u' && "\"\\/bfnrt".indexOf(c) < 0) {
            throw unexpected("in string escape code");
        }
        at++;
        for (int i = 0; c == 'u' && i < HEX_DIGITS; i++) {
            if (Character.digit(peek(), 16) < 0) {
                throw unexpected("in \\u hexadecimal character escape");
            }
            at++;
        }
    }

    private void space() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n')) {
            at++;
        }
    }

    private byte peek() throws NotJson {
        if (at >= text.length) {
            throw new NotJson("unexpected end of JSON input", true);
        }
        return text[at];
    }

    private NotJson unexpected(String where) {
        return new NotJson("invalid character " + quoted((char) (text[at] & 0xff)) + " " + where, false);
    }

    private static String quoted(char c) {
        return "'" + switch (c) {
            case '\'' -> "\\'";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case 7 -> "\\a";
            case 11 -> "\\v";
            case 0xa0, 0xad -> String.format("\\u%04x", (int) c);
            default -> c < ' ' || c == 0x7f ? String.format("\\x%02x", (int) c) : c > 0x7f && c < 0xa0 ? String.format("\\u%04x", (int) c) : String.valueOf(c);
        } + "'";
    }
}
