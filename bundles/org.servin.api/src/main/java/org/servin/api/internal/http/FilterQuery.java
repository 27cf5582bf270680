package org.servin.api.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.servin.core.filter.Filters;
import org.servin.core.json.GoKind;

/** Reads the query parameter {@code filters} in its two forms: {@code {"key":["value"]}} and {@code {"key":{"value":true}}}, as Go would. */
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
        Optional<String> notMaps = mismatch(json, JsonNode::isObject, JsonNode::isBoolean, "map[string]map[string]bool", "map[string]bool", "bool");
        if (notMaps.isPresent() && mismatch(json, JsonNode::isArray, JsonNode::isTextual, "", "", "").isPresent()) {
            throw new ApiException(statusOfError, prefix + notMaps.get());
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        Map<String, Set<String>> off = new HashMap<>();
        json.properties().forEach(e -> {
            values.put(e.getKey(), list(e.getValue()));
            off.put(e.getKey(), off(e.getValue()));
        });
        return new Filters(values, off);
    }

    /** What Go's decoder would find wrong first, if anything; null fits everywhere. */
    private static Optional<String> mismatch(JsonNode json, Predicate<JsonNode> collection, Predicate<JsonNode> element, String whole, String middle, String inner) {
        if (!json.isObject()) {
            return Optional.of(refusal(json, whole));
        }
        for (JsonNode value : json) {
            if (!value.isNull() && !collection.test(value)) {
                return Optional.of(refusal(value, middle));
            }
            for (JsonNode member : value) {
                if (!member.isNull() && !element.test(member)) {
                    return Optional.of(refusal(member, inner));
                }
            }
        }
        return Optional.empty();
    }

    private static String refusal(JsonNode value, String type) {
        return "json: cannot unmarshal " + GoKind.of(value.asToken()) + " into Go value of type " + type;
    }

    /** Null is false, as in Go. */
    private static Set<String> off(JsonNode value) {
        return value.properties().stream().filter(e -> !e.getValue().asBoolean()).map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    /** In the map form these are the keys. */
    private static List<String> list(JsonNode value) {
        List<String> list = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(v -> list.add(v.isNull() ? "" : v.textValue()));
        } else {
            value.fieldNames().forEachRemaining(list::add);
        }
        return list;
    }
}
