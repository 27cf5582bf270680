package org.servin.api.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.wire.ContainerDocument;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.ContainerState;
import org.servin.core.container.ContainerView;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.EndpointView;
import org.servin.core.container.HostConfig;
import org.servin.core.container.MountPoint;
import org.servin.core.container.NetworkView;
import org.servin.core.container.PortBinding;
import org.servin.core.container.Status;
import org.servin.core.stream.LogDeliveryState;

/** What dockerd 20.10 said of containers, read into the engine's model and written again, is the same. */
class WireTest {
    @ParameterizedTest
    @ValueSource(strings = {"created", "running", "exited"})
    void containersAreWrittenAsDockerdWritesThem(String name) throws IOException {
        JsonNode golden = golden("container-" + name + ".json");
        JsonNode ours = Json.MAPPER.readTree(Json.line(ContainerDocument.of(view(golden))));
        assertEquals(sorted(golden), sorted(ours));
    }

    /** Members in the order of their names: their order means nothing. */
    private static String sorted(JsonNode n) throws IOException {
        return Json.MAPPER.writer().with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, SerializationFeature.INDENT_OUTPUT).writeValueAsString(Json.MAPPER.treeToValue(n, Object.class));
    }

    @Test
    void deliveriesToLogsAreShownOnlyWhereThereIsSomethingToTell() throws IOException {
        ContainerView plain = view(golden("container-running.json"));
        assertFalse(Json.MAPPER.readTree(Json.line(ContainerDocument.of(plain))).has("LogDelivery"));
        ContainerView telling = new ContainerView(plain.id(), plain.name(), plain.created(), plain.path(), plain.args(), plain.imageId(), plain.config(), plain.host(), plain.state(),
                plain.restartCount(), plain.network(), plain.mounts(), plain.execIds(), plain.platform(), plain.storageDriver(), plain.storageDetails(), plain.folder(), plain.logPath(),
                List.of(new LogDeliveryState("syslog", 1, 2, 3, 4, 5, Optional.of(new LogDeliveryState.Trouble("connection refused", Instant.EPOCH)))), Optional.empty(), List.of());
        assertEquals("[{\"Driver\":\"syslog\",\"Delivered\":1,\"Dropped\":2,\"DroppedBytes\":3,\"Refused\":4,\"WaitingBytes\":5,\"Error\":\"connection refused\"}]",
                Json.MAPPER.readTree(Json.line(ContainerDocument.of(telling))).get("LogDelivery").toString());
    }

    private static JsonNode golden(String name) throws IOException {
        try (InputStream in = WireTest.class.getResourceAsStream("/golden/" + name)) {
            return Json.MAPPER.readTree(in);
        }
    }

    private static ContainerView view(JsonNode j) throws IOException {
        String id = j.get("Id").asText();
        return new ContainerView(id, j.get("Name").asText().substring(1), Instant.parse(j.get("Created").asText()), j.get("Path").asText(), strings(j.get("Args")), j.get("Image").asText(),
                Json.MAPPER.treeToValue(j.get("Config"), ContainerConfig.class), Json.MAPPER.treeToValue(j.get("HostConfig"), HostConfig.class), state(j.get("State")),
                j.get("RestartCount").asInt(), network(j.get("NetworkSettings")), mounts(j.get("Mounts")), strings(j.get("ExecIDs")), j.get("Platform").asText(),
                j.get("Driver").asText(), map(j.get("GraphDriver").get("Data")), Path.of("/var/lib/engine/containers/" + id),
                Optional.of(Path.of("/var/lib/engine/containers/" + id + "/" + id + "-json.log")), List.of(), Optional.empty(), List.of());
    }

    private static ContainerState state(JsonNode s) {
        return new ContainerState(Status.valueOf(s.get("Status").asText().toUpperCase(java.util.Locale.ROOT)), s.get("Pid").asInt(), s.get("ExitCode").asInt(), s.get("Error").asText(),
                s.get("OOMKilled").asBoolean(), time(s.get("StartedAt")), time(s.get("FinishedAt")), Optional.empty());
    }

    private static Optional<Instant> time(JsonNode t) {
        return t.asText().startsWith("0001") ? Optional.empty() : Optional.of(Instant.parse(t.asText()));
    }

    private static NetworkView network(JsonNode n) throws IOException {
        Map<String, Optional<List<PortBinding>>> ports = new LinkedHashMap<>();
        for (var e : n.get("Ports").properties()) {
            List<PortBinding> bindings = new ArrayList<>();
            e.getValue().forEach(b -> bindings.add(new PortBinding(b.get("HostIp").asText(), b.get("HostPort").asText())));
            ports.put(e.getKey(), e.getValue().isNull() ? Optional.empty() : Optional.of(bindings));
        }
        Map<String, EndpointView> endpoints = new LinkedHashMap<>();
        for (var e : n.get("Networks").properties()) {
            JsonNode p = e.getValue();
            endpoints.put(e.getKey(), new EndpointView(Json.MAPPER.treeToValue(p, EndpointConfig.class), p.get("NetworkID").asText(), p.get("EndpointID").asText(),
                    p.get("Gateway").asText(), p.get("IPAddress").asText(), p.get("IPPrefixLen").asInt(), p.get("IPv6Gateway").asText(), p.get("GlobalIPv6Address").asText(),
                    p.get("GlobalIPv6PrefixLen").asInt(), p.get("MacAddress").asText(), List.of()));
        }
        return new NetworkView(n.get("SandboxID").asText(), n.get("SandboxKey").asText(), ports, endpoints);
    }

    private static List<MountPoint> mounts(JsonNode mounts) {
        List<MountPoint> all = new ArrayList<>();
        mounts.forEach(m -> all.add(new MountPoint(m.get("Type").asText(), m.path("Name").asText(), m.get("Source").asText(), m.get("Destination").asText(),
                m.path("Driver").asText(), m.get("Mode").asText(), m.get("RW").asBoolean(), m.get("Propagation").asText())));
        return all;
    }

    private static List<String> strings(JsonNode list) {
        List<String> all = new ArrayList<>();
        list.forEach(s -> all.add(s.asText()));
        return all;
    }

    private static Map<String, String> map(JsonNode object) {
        Map<String, String> all = new LinkedHashMap<>();
        object.properties().forEach(e -> all.put(e.getKey(), e.getValue().asText()));
        return all;
    }
}
