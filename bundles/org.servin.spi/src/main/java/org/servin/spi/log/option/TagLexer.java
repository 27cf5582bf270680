package org.servin.spi.log.option;

import java.util.ArrayList;
import java.util.List;

/** Takes a tag apart: text between actions, and the words within them. An error is the last word: whoever comes to it tells of it. */
final class TagLexer {
    private static final String LEFT = "{{";
    private static final String RIGHT = "}}";
    private static final String BLANKS = " \t\r\n";

    /** The kinds of words. */
    enum Kind { TEXT, OPEN, CLOSE, BLANK, NAME, FIELD, DOT, VARIABLE, NUMBER, CHARACTER, STRING, PIPE, DECLARE, ASSIGN, COMMA, LEFT_PAREN, RIGHT_PAREN, OTHER, ERROR, END }

    /**
     * A word.
     *
     * @param at where it begins
     */
    record Word(Kind kind, String text, int at) {
        boolean is(String name) {
            return kind == Kind.NAME && text.equals(name);
        }

        /** As Go shows it in messages. */
        String shown() {
            return switch (kind) {
                case END -> "EOF";
                case ERROR -> text;
                case DOT -> "<.>";
                case NAME -> TagParser.KEYWORDS.contains(text) ? "<" + text + ">" : quoted();
                default -> quoted();
            };
        }

        private String quoted() {
            return text.length() > 10 ? TagText.quoted(text.substring(0, 10)) + "..." : TagText.quoted(text);
        }
    }

    private final String template;
    private final List<Word> words = new ArrayList<>();
    private int at;
    private int parens;

    private TagLexer(String template) {
        this.template = template;
    }

    /** The words of a tag; the last is ERROR or END. */
    static List<Word> words(String template) {
        TagLexer lexer = new TagLexer(template);
        lexer.run();
        return lexer.words;
    }

    private void run() {
        boolean trim = false;
        while (at < template.length()) {
            int open = template.indexOf(LEFT, at);
            String text = template.substring(at, open < 0 ? template.length() : open);
            int begin = at;
            at += text.length();
            boolean trimRight = open >= 0 && isTrimMarker(open + LEFT.length());
            String shown = trimRight ? (trim ? text.stripLeading() : text).stripTrailing() : trim ? text.stripLeading() : text;
            if (!shown.isEmpty()) {
                add(Kind.TEXT, shown, begin);
            }
            if (open < 0) {
                break;
            }
            at += LEFT.length() + (trimRight ? 2 : 0);
            if (template.startsWith("/*", at)) {
                if (!comment(open)) {
                    return;
                }
                trim = template.charAt(at - 3) == '-';
                continue;
            }
            add(Kind.OPEN, LEFT, open);
            parens = 0;
            if (!action()) {
                return;
            }
            trim = BLANKS.indexOf(template.charAt(at - 4)) >= 0 && template.charAt(at - 3) == '-';
        }
        add(Kind.END, "", template.length());
    }

    /** Passes over a comment, which is an action alone; false if it is not. */
    private boolean comment(int open) {
        int end = template.indexOf("*/", at);
        if (end < 0) {
            return error("unclosed comment", open);
        }
        at = end + 2;
        at += template.startsWith(" -" + RIGHT, at) ? 2 : 0;
        if (!template.startsWith(RIGHT, at)) {
            return error("comment ends before closing delimiter", open);
        }
        at += RIGHT.length();
        return true;
    }

    private boolean isTrimMarker(int i) {
        return i + 1 < template.length() && template.charAt(i) == '-' && BLANKS.indexOf(template.charAt(i + 1)) >= 0;
    }

    /** Reads up to the end of an action; false after an error. */
    private boolean action() {
        while (true) {
            int begin = at;
            boolean trims = at + 1 < template.length() && BLANKS.indexOf(template.charAt(at)) >= 0 && template.startsWith("-" + RIGHT, at + 1);
            if (trims || template.startsWith(RIGHT, at)) {
                if (parens > 0) {
                    return error("unclosed left paren", begin);
                }
                at += trims ? 2 + RIGHT.length() : RIGHT.length();
                add(Kind.CLOSE, RIGHT, begin);
                return true;
            }
            if (at >= template.length()) {
                return error("unclosed action", begin);
            }
            if (!word(template.charAt(at), begin)) {
                return false;
            }
        }
    }

    private boolean word(char c, int begin) {
        if (BLANKS.indexOf(c) >= 0) {
            while (at < template.length() && BLANKS.indexOf(template.charAt(at)) >= 0 && !template.startsWith("-" + RIGHT, at + 1)) {
                at++;
            }
            return add(Kind.BLANK, template.substring(begin, at), begin);
        }
        if (c == '"' || c == '\'' || c == '`') {
            return quoted(c, begin);
        }
        if (c == '.' && !isDigit(at + 1) || c == '$') {
            at++;
            skipName();
            Kind kind = c == '$' ? Kind.VARIABLE : at == begin + 1 ? Kind.DOT : Kind.FIELD;
            return kind == Kind.DOT ? add(kind, ".", begin) : named(kind, begin);
        }
        if (c == '.' || isDigit(at) || (c == '-' || c == '+') && isDigit(at + 1)) {
            at++;
            while (at < template.length() && (Character.isLetterOrDigit(template.charAt(at)) || template.charAt(at) == '.')) {
                at++;
            }
            return add(Kind.NUMBER, template.substring(begin, at), begin);
        }
        if (isNamePart(c)) {
            skipName();
            return named(Kind.NAME, begin);
        }
        return sign(c, begin);
    }

    private boolean sign(char c, int begin) {
        if (template.startsWith(":=", at)) {
            at += 2;
            return add(Kind.DECLARE, ":=", begin);
        }
        at++;
        switch (c) {
            case '|':
                return add(Kind.PIPE, "|", begin);
            case '=':
                return add(Kind.ASSIGN, "=", begin);
            case ',':
                return add(Kind.COMMA, ",", begin);
            case '(':
                parens++;
                return add(Kind.LEFT_PAREN, "(", begin);
            case ')':
                parens--;
                return parens < 0 ? error("unexpected \")\" in command", begin) : add(Kind.RIGHT_PAREN, ")", begin);
            case ':':
                return error("expected :=", begin);
            default:
                return c > ' ' && c < 0x7F ? add(Kind.OTHER, String.valueOf(c), begin) : error("unrecognized character in action: " + shown(c), begin);
        }
    }

    private boolean quoted(char quote, int begin) {
        at++;
        while (at < template.length() && template.charAt(at) != quote && (quote == '`' || template.charAt(at) != '\n')) {
            at += quote != '`' && template.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= template.length() || template.charAt(at) != quote) {
            return error(quote == '`' ? "unterminated raw quoted string" : quote == '"' ? "unterminated quoted string" : "unterminated character constant", begin);
        }
        at++;
        return add(quote == '\'' ? Kind.CHARACTER : Kind.STRING, template.substring(begin, at), begin);
    }

    private boolean named(Kind kind, int begin) {
        if (at < template.length() && " \t\r\n.,|:()=".indexOf(template.charAt(at)) < 0 && !template.startsWith(RIGHT, at)) {
            return error("bad character " + shown(template.charAt(at)), begin);
        }
        return add(kind, template.substring(begin, at), begin);
    }

    private void skipName() {
        while (at < template.length() && isNamePart(template.charAt(at))) {
            at++;
        }
    }

    private static boolean isNamePart(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    private boolean isDigit(int i) {
        return i < template.length() && template.charAt(i) >= '0' && template.charAt(i) <= '9';
    }

    private static String shown(char c) {
        return String.format("U+%04X '%c'", (int) c, c);
    }

    private boolean add(Kind kind, String text, int begin) {
        words.add(new Word(kind, text, begin));
        return true;
    }

    private boolean error(String message, int begin) {
        words.add(new Word(Kind.ERROR, message, begin));
        return false;
    }
}
