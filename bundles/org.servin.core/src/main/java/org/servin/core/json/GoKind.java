package org.servin.core.json;

import com.fasterxml.jackson.core.JsonToken;

/** What Go's decoder calls the kinds of JSON values, in the messages that users of dockerd know. */
public final class GoKind {
    private GoKind() { }

    /** The kind of the value that a token begins, is or ends; {@code JsonNode.asToken()} gives a whole value's. */
    public static String of(JsonToken token) {
        return switch (token) {
            case START_OBJECT, FIELD_NAME, END_OBJECT -> "object";
            case START_ARRAY, END_ARRAY -> "array";
            case VALUE_TRUE, VALUE_FALSE -> "bool";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
            case VALUE_NULL -> "null";
            default -> "string";
        };
    }
}
