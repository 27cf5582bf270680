package org.servin.api.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import org.servin.core.json.GoKind;

/**
 * The way from a document's root to a part, as Go tells it.
 *
 * @param struct the struct that is being read, without its package; empty at the root
 * @param fields the fields from the root on, with points between
 */
record Path(String struct, String fields) {
    static final Path ROOT = new Path("", "");

    Path to(GoType.Struct owner, GoType.Field field) {
        String name = owner.name();
        return new Path(name.substring(name.lastIndexOf('.') + 1), fields.isEmpty() ? field.name() : fields + "." + field.name());
    }

    /** The value, if it fits. */
    JsonNode require(boolean fits, JsonNode json, GoType type) throws Mismatch {
        if (fits) {
            return json;
        }
        String kind = GoKind.of(json.asToken());
        String value = json.isNumber() && type instanceof GoType.Whole ? kind + " " + json.asText() : kind;
        throw new Mismatch("json: cannot unmarshal " + value + " into Go " + (fields.isEmpty() ? "value" : "struct field " + struct + "." + fields) + " of type " + type.name());
    }
}
