package org.servin.api.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Reads JSON by the rules of Go's {@code encoding/json}, and refuses what is none in its words. */
public final class Scanner {
    /** Go's limit is 10,000; this many fit on the stack of every thread of ours. */
    private static final int MAX_DEPTH = 200;
    private static final int LONGEST_LONG = 18;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final byte[] text;
    private int at;
    private int depth;

    private Scanner(byte[] text) {
        this.text = text;
    }

    /** The first value of a text; what follows it is not looked at. */
    public static JsonNode first(byte[] text) throws NotJson {
        Scanner scanner = new Scanner(text);
        scanner.space();
        return scanner.value();
    }

    /** The value that is all of a text. */
    public static JsonNode whole(byte[] text) throws NotJson {
        Scanner scanner = new Scanner(text);
        scanner.space();
        JsonNode value = scanner.value();
        scanner.space();
        if (scanner.at < text.length) {
            throw scanner.unexpected("after top-level value");
        }
        return value;
    }

    private JsonNode value() throws NotJson {
        byte c = peek();
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> TextNode.valueOf(string());
            case 't' -> literal("true", BooleanNode.TRUE);
            case 'f' -> literal("false", BooleanNode.FALSE);
            case 'n' -> literal("null", NullNode.getInstance());
            default -> {
                if (c != '-' && !isDigit(c)) {
                    throw unexpected("looking for beginning of value");
                }
                yield number();
            }
        };
    }

    private ObjectNode object() throws NotJson {
        ObjectNode object = NODES.objectNode();
        enter();
        if (peek() == '}') {
            at++;
        } else {
            do {
                space();
                member(object);
            } while (more('}', "after object key:value pair"));
        }
        depth--;
        return object;
    }

    private void member(ObjectNode object) throws NotJson {
        if (peek() != '"') {
            throw unexpected("looking for beginning of object key string");
        }
        String key = string();
        space();
        if (peek() != ':') {
            throw unexpected("after object key");
        }
        at++;
        space();
        JsonNode value = value();
        if (object.get(key) instanceof ObjectNode before && value instanceof ObjectNode more) {
            before.setAll(more); // Go fills what it has already
        } else {
            object.set(key, value);
        }
    }

    private ArrayNode array() throws NotJson {
        ArrayNode array = NODES.arrayNode();
        enter();
        if (peek() == ']') {
            at++;
        } else {
            do {
                space();
                array.add(value());
            } while (more(']', "after array element"));
        }
        depth--;
        return array;
    }

    private void enter() throws NotJson {
        if (++depth > MAX_DEPTH) {
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

    private <T> T literal(String word, T value) throws NotJson {
        for (int i = 0; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                throw unexpected("in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
            at++;
        }
        return value;
    }

    private JsonNode number() throws NotJson {
        int from = at;
        if (peek() == '-') {
            at++;
            digit("in numeric literal");
        }
        if (text[at] == '0') {
            at++;
        } else {
            digits();
        }
        boolean whole = true;
        if (isAt('.')) {
            whole = false;
            at++;
            digit("after decimal point in numeric literal");
            digits();
        }
        if (isAt('e') || isAt('E')) {
            whole = false;
            at++;
            if (isAt('+') || isAt('-')) {
                at++;
            }
            digit("in exponent of numeric literal");
            digits();
        }
        return number(new String(text, from, at - from, StandardCharsets.US_ASCII), whole);
    }

    private static JsonNode number(String digits, boolean whole) {
        if (!whole) {
            return DecimalNode.valueOf(new BigDecimal(digits));
        }
        return digits.length() <= LONGEST_LONG ? NODES.numberNode(Long.parseLong(digits)) : NODES.numberNode(new BigInteger(digits));
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

    private String string() throws NotJson {
        int from = ++at;
        while (peek() != '"' && text[at] != '\\') {
            plain();
        }
        if (text[at] == '"') {
            return new String(text, from, at++ - from, StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(text, from, at - from);
        while (peek() != '"') {
            if (text[at] == '\\') {
                at++;
                out.writeBytes(escaped().getBytes(StandardCharsets.UTF_8));
            } else {
                out.write(text[at]);
                plain();
            }
        }
        at++;
        return out.toString(StandardCharsets.UTF_8);
    }

    private void plain() throws NotJson {
        if (text[at] >= 0 && text[at] < ' ') {
            throw unexpected("in string literal");
        }
        at++;
    }

    private String escaped() throws NotJson {
        byte c = peek();
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) {
            at++;
            return String.valueOf("\"\\/\b\f\n\r\t".charAt(known));
        }
        if (c != 'u') {
            throw unexpected("in string escape code");
        }
        char first = unit();
        if (!Character.isSurrogate(first)) {
            return String.valueOf(first);
        }
        boolean pair = Character.isHighSurrogate(first) && isAt('\\') && at + 1 < text.length && text[at + 1] == 'u';
        int before = at;
        if (pair) {
            at++;
            char second = unit();
            if (Character.isLowSurrogate(second)) {
                return String.valueOf(new char[] {first, second});
            }
            at = before;
        }
        return "\ufffd"; // half of a character
    }

    private char unit() throws NotJson {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            at++;
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw unexpected("in \\u hexadecimal character escape");
            }
            unit = unit * 16 + digit;
        }
        at++;
        return (char) unit;
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
