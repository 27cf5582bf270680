package org.servin.api.internal.access;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.servin.spi.auth.AccessRequest;

/** A request's content as drivers see it. */
record JsonDocument(JsonNode content) implements AccessRequest.Document {
    @Override
    public byte[] utf8() {
        return content.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Set<String> at(String pointer) {
        JsonNode place = content.at(JsonPointer.compile(pointer));
        Set<String> values = new LinkedHashSet<>();
        if (place.isObject()) {
            place.fieldNames().forEachRemaining(values::add);
        } else if (place.isArray()) {
            place.forEach(element -> values.add(text(element)));
        } else if (!place.isMissingNode() && !place.isNull()) {
            values.add(text(place));
        }
        return values;
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }
}
