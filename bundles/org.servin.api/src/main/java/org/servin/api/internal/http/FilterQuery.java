package org.servin.api.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.servin.core.filter.Filters;

/** Reads the query parameter {@code filters} in its two forms: {@code {"key":["value"]}} and {@code {"key":{"value":true}}}. */
public final class FilterQuery {
    private FilterQuery() { }

    /** Reads it; none if absent. */
    public static Filters of(ApiCall call, int statusOfError) {
        return of(call, statusOfError, "");
    }

    /** The same with a text to put before the error. */
    public static Filters of(ApiCall call, int statusOfError, String prefix) {
        String text = call.query().get("filters");
        if (text.isEmpty()) {
            return Filters.none();
        }
        JsonNode json = JsonBody.parse(text, statusOfError, prefix);
        if (json.isNull()) {
            return Filters.none();
        }
        if (!json.isObject()) {
            throw new ApiException(statusOfError, prefix + "json: cannot unmarshal " + kind(json) + " into Go value of type map[string][]string");
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        json.properties().forEach(e -> values.put(e.getKey(), list(e.getValue(), statusOfError, prefix)));
        return new Filters(values);
    }

    private static List<String> list(JsonNode value, int statusOfError, String prefix) {
        List<String> list = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(v -> list.add(string(v, statusOfError, prefix)));
        } else if (value.isObject()) {
            value.properties().forEach(e -> {
                if (e.getValue().asBoolean()) {
                    list.add(e.getKey());
                }
            });
        } else if (!value.isNull()) {
            throw new ApiException(statusOfError, prefix + "json: cannot unmarshal " + kind(value) + " into Go value of type []string");
        }
        return list;
    }

    private static String string(JsonNode v, int statusOfError, String prefix) {
        if (!v.isTextual()) {
            throw new ApiException(statusOfError, prefix + "json: cannot unmarshal " + kind(v) + " into Go value of type string");
        }
        return v.textValue();
    }

    private static String kind(JsonNode n) {
        return switch (n.getNodeType()) {
            case NUMBER -> "number";
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> "null";
        };
    }
}
