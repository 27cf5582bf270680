package org.servin.api.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads JSON as Go's {@code encoding/json} does: UTF-8 with a replacement for what is none, and several values of one key put together. What is no JSON is refused in its words. */
public final class JsonText {
    /** Go's limit is 10,000; this many fit on the stack of every thread of ours. */
    private static final int MAX_DEPTH = 200;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxNumberLength(Integer.MAX_VALUE).build()).build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int REPLACEMENT = 0xfffd;

    private JsonText() { }

    /** The first value of a text; what follows it is not looked at. */
    public static JsonNode first(byte[] text) throws NotJson {
        return read(text, false);
    }

    /** The value that is all of a text. */
    public static JsonNode whole(byte[] text) throws NotJson {
        return read(text, true);
    }

    private static JsonNode read(byte[] text, boolean whole) throws NotJson {
        try (JsonParser parser = FACTORY.createParser(new String(text, StandardCharsets.UTF_8))) { // by itself it would guess at other encodings
            if (parser.nextToken() != null) {
                JsonNode value = value(parser);
                if (!whole || parser.nextToken() == null) {
                    return value;
                }
            }
        } catch (JsonParseException | StreamConstraintsException e) {
            Syntax.check(text, MAX_DEPTH, whole);
            throw new NotJson(e.getOriginalMessage(), false); // Go would take it
        } catch (IOException e) {
            throw new UncheckedIOException(e); // cannot be: it is read from memory
        }
        Syntax.check(text, MAX_DEPTH, whole);
        throw new IllegalStateException("JSON that Jackson refuses without a word");
    }

    private static JsonNode value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> NODES.textNode(whole(parser.getText()));
            case VALUE_NUMBER_INT -> parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? NODES.numberNode(parser.getBigIntegerValue()) : NODES.numberNode(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(parser.getDecimalValue());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(parser.getBooleanValue());
            default -> NODES.nullNode();
        };
    }

    private static ObjectNode object(JsonParser parser) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = whole(parser.currentName());
            parser.nextToken();
            JsonNode value = value(parser);
            if (object.get(key) instanceof ObjectNode before && value instanceof ObjectNode more) {
                before.setAll(more); // Go fills what it has already
            } else {
                object.set(key, value);
            }
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    /** Escapes can spell half of a character. */
    private static String whole(String text) {
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return text;
        }
        int[] points = text.codePoints().map(c -> c <= Character.MAX_VALUE && Character.isSurrogate((char) c) ? REPLACEMENT : c).toArray();
        return new String(points, 0, points.length);
    }
}
