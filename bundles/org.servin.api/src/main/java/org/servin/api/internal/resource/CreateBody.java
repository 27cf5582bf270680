package org.servin.api.internal.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.JsonBody;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.CreateRequest;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.HostConfig;
import org.servin.core.json.GoKind;

/** The body of {@code POST /containers/create}: the portable configuration with the two other parts inside. */
final class CreateBody {
    private static final Set<String> CONFIG_KEYS = Json.MAPPER.getSerializationConfig().introspect(Json.MAPPER.constructType(ContainerConfig.class)).findProperties().stream()
            .map(p -> p.getName().toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());

    private static final String WRAPPER = "runconfig.ContainerConfigWrapper";

    private CreateBody() { }

    static CreateRequest read(ApiCall call) {
        JsonNode body = JsonBody.document(call);
        if (!body.isNull() && !body.isObject()) {
            throw new ApiException(500, "json: cannot unmarshal " + GoKind.of(body.asToken()) + " into Go value of type " + WRAPPER);
        }
        if (body.properties().stream().noneMatch(e -> CONFIG_KEYS.contains(e.getKey().toLowerCase(Locale.ROOT)))) {
            throw ApiException.badRequest("Config cannot be empty in order to create a container");
        }
        JsonNode host = Json.member(body, "HostConfig");
        HostConfig hostConfig = JsonBody.part(host == null || host.isNull() ? JsonNodeFactory.instance.objectNode() : host, HostConfig.class, "container.HostConfig");
        String platform = call.version().since(41) ? call.query().get("platform") : "";
        return new CreateRequest(present(call.query().get("name")), present(platform), JsonBody.part(body, ContainerConfig.class, WRAPPER), hostConfig, endpoints(body));
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Map<String, EndpointConfig> endpoints(JsonNode body) {
        Map<String, EndpointConfig> all = new LinkedHashMap<>();
        JsonNode networking = Json.member(body, "NetworkingConfig");
        JsonNode endpoints = networking == null || !networking.isObject() ? null : Json.member(networking, "EndpointsConfig");
        if (endpoints != null) {
            endpoints.properties().forEach(e -> all.put(e.getKey(), e.getValue().isNull() ? EndpointConfig.none() : JsonBody.part(e.getValue(), EndpointConfig.class, "network.EndpointSettings")));
        }
        return all;
    }
}
