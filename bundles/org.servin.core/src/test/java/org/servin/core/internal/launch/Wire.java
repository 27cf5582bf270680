package org.servin.core.internal.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.HostConfig;
import org.servin.core.container.ResourceLimits;
import org.servin.core.exec.ExecConfig;

/** Reads configurations from the JSON that clients send. */
public final class Wire {
    public static final JsonMapper JSON = JsonMapper.builder().configure(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES, true)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private Wire() { }

    public static ContainerConfig config(String json) {
        return read(json, ContainerConfig.class);
    }

    public static HostConfig host(String json) {
        return read(json, HostConfig.class);
    }

    static ResourceLimits limits(String json) {
        return read(json, ResourceLimits.class);
    }

    static ExecConfig exec(String json) {
        return read(json, ExecConfig.class);
    }

    static JsonNode tree(String json) {
        return read(json, JsonNode.class);
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json.replace('\'', '"'), type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
