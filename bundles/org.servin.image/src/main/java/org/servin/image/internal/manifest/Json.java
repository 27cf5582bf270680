package org.servin.image.internal.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import java.io.IOException;
import org.servin.spi.ServinException;

/** Reads and writes JSON; what comes from outside is bounded in depth. */
public final class Json {
    /** Most bytes of a manifest, an index or a configuration that are taken from outside. */
    public static final int MAX_DOCUMENT = 4 << 20;
    private static final int MAX_DEPTH = 64;
    /** Our own: the one that all mappers share otherwise would hold the classes of a bundle that was replaced. */
    private static final LookupCache<Object, JavaType> TYPES = new LRUMap<>(16, 200);

    /** The one mapper; immutable after its making, so thread-safe. */
    public static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build()).build())
            .typeFactory(TypeFactory.defaultInstance().withCache(TYPES))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .build();

    private Json() { }

    /** Parses an object; INVALID_ARGUMENT naming what it was. */
    public static JsonNode object(byte[] bytes, String what) {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (IOException e) {
            throw new ServinException(org.servin.spi.ErrorKind.INVALID_ARGUMENT, what + " is not valid JSON: " + firstLine(e), e);
        }
        throw ServinException.invalid(what + " is not a JSON object");
    }

    /** Converts a piece of JSON; INVALID_ARGUMENT naming what it was. */
    public static <T> T convert(JsonNode node, Class<T> type, String what) {
        try {
            return MAPPER.treeToValue(node, type);
        } catch (JsonProcessingException e) {
            throw new ServinException(org.servin.spi.ErrorKind.INVALID_ARGUMENT, what + " is malformed: " + firstLine(e), e);
        }
    }

    /** Writes anything as JSON. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("own documents can be written", e);
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
