package org.servin.api.internal.json;

import com.fasterxml.jackson.databind.JsonNode;

/** Documents of Go types: JSON that fits its type as Go's decoder makes it fit, so that what comes out can be read without surprise. */
public final class Document {
    private Document() { }

    /**
     * The document with what its type knows alone, every field by its own name, and without null where Go has no null.
     *
     * @param type its name in {@code go-types.txt}, such as {@code types.ExecConfig}
     */
    public static JsonNode fit(JsonNode json, String type) throws Mismatch {
        return GoTypes.of(type).fit(json, Path.ROOT);
    }
}
