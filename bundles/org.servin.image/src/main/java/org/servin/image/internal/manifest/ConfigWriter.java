package org.servin.image.internal.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.servin.image.HistoryEntry;
import org.servin.image.ImageSettings;

/** Writes configurations of images that are made here, with the members and in the order that dockerd has them. */
public final class ConfigWriter {
    private final ObjectNode node = Json.MAPPER.createObjectNode();
    private final List<String> diffIds = new ArrayList<>();
    private final List<HistoryEntry> history = new ArrayList<>();

    /** A new image for a platform. */
    public ConfigWriter(Platform platform, Instant created, String author) {
        node.put("architecture", platform.architecture());
        if (!platform.variant().isEmpty()) {
            node.put("variant", platform.variant());
        }
        node.put("os", platform.os());
        node.put("created", created.toString());
        if (!author.isEmpty()) {
            node.put("author", author);
        }
    }

    /** What it says of containers. */
    public ConfigWriter settings(ImageSettings settings) {
        node.set("config", Json.MAPPER.valueToTree(settings));
        return this;
    }

    /** The container it was made from. */
    public ConfigWriter container(String id, Optional<byte[]> config) {
        node.put("container", id);
        config.ifPresent(bytes -> node.set("container_config", Json.object(bytes, "container configuration")));
        return this;
    }

    /** Starts from another image's layers and history. */
    public ConfigWriter base(ImageConfig base) {
        diffIds.addAll(base.diffIds());
        history.addAll(base.history());
        return this;
    }

    /** Adds a layer, if there is one, and how it was made. */
    public ConfigWriter step(Optional<String> diffId, HistoryEntry entry) {
        diffId.ifPresent(diffIds::add);
        history.add(entry);
        return this;
    }

    /** The finished document. */
    public byte[] bytes() {
        ArrayNode steps = node.putArray("history");
        history.forEach(entry -> steps.add(Json.MAPPER.<JsonNode>valueToTree(entry)));
        ObjectNode rootfs = node.putObject("rootfs");
        rootfs.put("type", "layers");
        ArrayNode ids = rootfs.putArray("diff_ids");
        diffIds.forEach(ids::add);
        return Json.bytes(node);
    }
}
