package org.servin.auth.plugin.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads what plugins answer as dockerd's encoding/json does: names in any case, the last of several, nothing for null, and its words for what is wrong. */
final class GoJson {
    private static final JsonFactory FACTORY = new JsonFactory();
    /** The beginning of {@code true}, {@code false} or {@code null}, and then nothing. */
    private static final Pattern CUT_WORD = Pattern.compile("[\\[:,\\s](t|tr|tru|f|fa|fal|fals|n|nu|nul)$");

    private GoJson() { }

    /** Takes a member's value: the parser is at its first token, and has to be left at its last one. */
    interface Members {
        void take(String lowerCaseName, JsonParser value) throws IOException, PluginFailure;
    }

    /**
     * Reads one object; nothing is taken of null, and what follows it is not looked at.
     *
     * @param type what Go calls it
     */
    static void read(byte[] json, String type, Members members) throws PluginFailure {
        String text = new String(json, StandardCharsets.UTF_8);
        boolean begun = false;
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            begun = true;
            if (first == null) {
                throw new PluginFailure("EOF", null);
            }
            if (first == JsonToken.VALUE_NULL) {
                return;
            }
            if (first != JsonToken.START_OBJECT) {
                throw new PluginFailure("json: cannot unmarshal " + kind(first) + " into Go value of type " + type, null);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName().toLowerCase(Locale.ROOT);
                parser.nextToken();
                members.take(name, parser);
            }
        } catch (JsonEOFException e) {
            throw new PluginFailure("unexpected EOF", e);
        } catch (IOException e) {
            if (CUT_WORD.matcher(text).find()) {
                throw new PluginFailure("unexpected EOF", e);
            }
            throw new PluginFailure(begun ? "invalid JSON: " + firstLine(e) : "invalid character '" + text.strip().charAt(0) + "' looking for beginning of value", e);
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** A text; empty for null. */
    static String text(JsonParser value, String field) throws IOException, PluginFailure {
        if (value.currentToken() == JsonToken.VALUE_NULL) {
            return "";
        }
        if (value.currentToken() != JsonToken.VALUE_STRING) {
            throw mismatch(value.currentToken(), field, "string");
        }
        return value.getText();
    }

    /** Yes or no; {@code otherwise} for null. */
    static boolean flag(JsonParser value, String field, boolean otherwise) throws PluginFailure {
        return switch (value.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> otherwise;
            default -> throw mismatch(value.currentToken(), field, "bool");
        };
    }

    static PluginFailure mismatch(JsonToken token, String field, String type) {
        return new PluginFailure("json: cannot unmarshal " + kind(token) + " into Go struct field " + field + " of type " + type, null);
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            case VALUE_STRING -> "string";
            case VALUE_TRUE, VALUE_FALSE -> "bool";
            default -> "number";
        };
    }
}
