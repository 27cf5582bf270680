package org.servin.api.internal.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.servin.api.internal.access.Proposal;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.JsonBody;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.CreateRequest;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.HostConfig;

/** The body of {@code POST /containers/create}: the portable configuration with the two other parts inside. */
final class CreateBody {
    private static final Set<String> CONFIG_KEYS = Json.MAPPER.getSerializationConfig().introspect(Json.MAPPER.constructType(ContainerConfig.class)).findProperties().stream()
            .map(BeanPropertyDefinition::getName).collect(Collectors.toUnmodifiableSet());

    private CreateBody() { }

    /**
     * Reads it.
     *
     * @param cgroupVersion of the host
     */
    static Proposal<CreateRequest> read(ApiCall call, int cgroupVersion) {
        return JsonBody.document(call, "runconfig.ContainerConfigWrapper").map(body -> request(call, (ObjectNode) body, cgroupVersion));
    }

    private static CreateRequest request(ApiCall call, ObjectNode body, int cgroupVersion) {
        if (body.properties().stream().noneMatch(e -> CONFIG_KEYS.contains(e.getKey()))) {
            throw ApiException.badRequest("Config cannot be empty in order to create a container");
        }
        ObjectNode host = HostPart.in(body).map(part -> HostPart.meant(part, call.version(), cgroupVersion)).orElseGet(JsonNodeFactory.instance::objectNode);
        String platform = call.version().since(41) ? call.query().get("platform") : "";
        return new CreateRequest(present(call.query().get("name")), present(platform), JsonBody.part(body, ContainerConfig.class), JsonBody.part(host, HostConfig.class),
                endpoints(body.path("NetworkingConfig").path("EndpointsConfig")));
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Map<String, EndpointConfig> endpoints(JsonNode byNetwork) {
        Map<String, EndpointConfig> all = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> e : byNetwork.properties()) {
            if (e.getValue().isNull()) {
                throw ApiException.badRequest("no EndpointSettings for " + e.getKey());
            }
            all.put(e.getKey(), JsonBody.part(e.getValue(), EndpointConfig.class));
        }
        return all;
    }
}
