package org.servin.api.internal.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.servin.api.internal.http.ApiVersion;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.JsonBody;
import org.servin.core.container.HostConfig;
import org.servin.core.container.LogConfig;
import org.servin.core.container.PortBinding;
import org.servin.core.container.ResourceLimits;

/** The host's part of a new container's configuration: where clients of each version write it, and what those of older versions mean by it. */
final class HostPart {
    private static final Set<String> KEYS = Stream.of(HostConfig.General.class, HostConfig.Isolation.class, HostConfig.Wiring.class, ResourceLimits.class)
            .flatMap(HostPart::keys).collect(Collectors.toUnmodifiableSet());
    /** What counted beside the part itself before 1.18. */
    private static final List<String> OUTSIDE = List.of("Memory", "MemorySwap", "CpuShares", "CpusetCpus", "VolumeDriver");
    private static final int MIN_SHARES = 2;
    private static final int MAX_SHARES = 1 << 18;

    private HostPart() { }

    private static Stream<String> keys(Class<?> type) {
        return Json.MAPPER.getSerializationConfig().introspect(Json.MAPPER.constructType(type)).findProperties().stream().map(BeanPropertyDefinition::getName);
    }

    /** Finds it in the body of {@code POST /containers/create}; empty if there is none of it. */
    static Optional<ObjectNode> in(ObjectNode body) {
        boolean inside = body.has("HostConfig");
        if (!inside && body.properties().stream().noneMatch(e -> KEYS.contains(e.getKey()))) {
            return Optional.empty();
        }
        ObjectNode part = inside ? merged(body, body.get("HostConfig").deepCopy()) : body.deepCopy();
        if (!part.has("Runtime")) {
            part.put("Runtime", ""); // null says that there is no such part, see CreateRequest
        }
        if (isZero(part.get("CpusetCpus")) && body.has("Cpuset")) {
            part.set("CpusetCpus", body.get("Cpuset"));
        }
        return Optional.of(part);
    }

    private static ObjectNode merged(ObjectNode body, ObjectNode part) {
        OUTSIDE.stream().filter(key -> !isZero(body.get(key)) && isZero(part.get(key))).forEach(key -> part.set(key, body.get(key)));
        return part;
    }

    /**
     * The part as a client of an older version means it.
     *
     * @param cgroupVersion of the host
     */
    static ObjectNode meant(ObjectNode host, ApiVersion version, int cgroupVersion) {
        if (!version.since(41) && cgroupVersion == 1) {
            orElse(host, "CgroupnsMode", "host");
        }
        if (!version.since(40)) {
            orElse(host, "IpcMode", "shareable");
            host.remove("KernelMemoryTCP");
            host.path("Mounts").forEach(mount -> recursive(mount.path("BindOptions")));
        }
        if (!version.since(25)) {
            host.remove("AutoRemove"); // the client did it
        }
        if (!version.since(19)) {
            shares(host);
        }
        return host;
    }

    /** The body of an update as a client of an older version means it: those before 1.40 could not change how many processes there may be. */
    static ObjectNode updated(ObjectNode body, ApiVersion version) {
        if (!version.since(40)) {
            body.remove("PidsLimit");
        }
        return body;
    }

    /** Port bindings of an update, an extension of ours; null if it is not about them. */
    static Map<String, List<PortBinding>> portBindings(ObjectNode update) {
        return JsonBody.part(update.deepCopy().retain("PortBindings"), HostConfig.Wiring.class).portBindings();
    }

    /** The log drivers of an update, an extension of ours; null if it is not about them. */
    static LogConfig logConfig(ObjectNode update) {
        return JsonBody.part(update.deepCopy().retain("LogConfig"), HostConfig.General.class).logConfig();
    }

    private static void recursive(JsonNode options) {
        if (options instanceof ObjectNode given) {
            given.remove("NonRecursive");
        }
    }

    private static void shares(ObjectNode host) {
        long shares = host.path("CpuShares").asLong();
        if (shares > 0) {
            host.put("CpuShares", Math.max(MIN_SHARES, Math.min(shares, MAX_SHARES)));
        }
    }

    private static void orElse(ObjectNode host, String key, String value) {
        if (isZero(host.get(key))) {
            host.put(key, value);
        }
    }

    private static boolean isZero(JsonNode value) {
        return value == null || value.isTextual() && value.textValue().isEmpty() || value.isNumber() && value.asLong() == 0;
    }
}
