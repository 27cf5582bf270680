package org.servin.image.internal.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.servin.spi.ServinException;

/** Takes a Dockerfile line apart into words as a shell would: quotes, backslashes, and variables. */
final class Words {
    private Words() { }

    /** Splits at blanks outside quotes; quotes and backslashes stay in the words. */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                word.append(c).append(text.charAt(++i));
            } else if (quote != 0) {
                word.append(c);
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
                word.append(c);
            } else if (Character.isWhitespace(c)) {
                add(words, word);
            } else {
                word.append(c);
            }
        }
        add(words, word);
        return words;
    }

    private static void add(List<String> words, StringBuilder word) {
        if (word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /** Takes quotes and backslashes off, and puts variables' values in. */
    static String expand(String word, Map<String, String> variables) {
        StringBuilder out = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == '\\' && quote != '\'' && i + 1 < word.length()) {
                char next = word.charAt(++i);
                boolean kept = quote == '"' && next != '"' && next != '\\' && next != '$';
                out.append(kept ? "\\" : "").append(next);
            } else if (c == '$' && quote != '\'') {
                i = variable(word, i, variables, out);
            } else {
                out.append(c);
            }
        }
        if (quote != 0) {
            throw ServinException.invalid("unexpected end of statement while looking for matching " + (quote == '"' ? "double-quote" : "single-quote"));
        }
        return out.toString();
    }

    /** Appends the variable at an index and gives the index of its last character. */
    private static int variable(String word, int dollar, Map<String, String> variables, StringBuilder out) {
        int i = dollar + 1;
        if (i < word.length() && word.charAt(i) == '{') {
            int end = word.indexOf('}', i);
            if (end < 0) {
                throw ServinException.invalid("syntax error: missing '}'");
            }
            out.append(braced(word.substring(i + 1, end), variables));
            return end;
        }
        int end = i;
        while (end < word.length() && isName(word.charAt(end))) {
            end++;
        }
        out.append(end == i ? "$" : variables.getOrDefault(word.substring(i, end), ""));
        return end - 1;
    }

    private static String braced(String inside, Map<String, String> variables) {
        int end = 0;
        while (end < inside.length() && isName(inside.charAt(end))) {
            end++;
        }
        String value = variables.getOrDefault(inside.substring(0, end), "");
        String rest = inside.substring(end);
        if (rest.startsWith(":-")) {
            return value.isEmpty() ? expand(rest.substring(2), variables) : value;
        }
        if (rest.startsWith(":+")) {
            return value.isEmpty() ? "" : expand(rest.substring(2), variables);
        }
        if (end == 0 || !rest.isEmpty()) {
            throw ServinException.invalid("unsupported modifier in ${" + inside + "}");
        }
        return value;
    }

    private static boolean isName(char c) {
        return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
