package org.servin.image.internal.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.servin.image.HistoryEntry;
import org.servin.image.ImageSettings;
import org.servin.image.internal.content.Digests;
import org.servin.spi.ServinException;

/** An image's configuration, read. The bytes are its identity. */
public record ImageConfig(
        String digest,
        byte[] bytes,
        Platform platform,
        String osVersion,
        Instant created,
        String author,
        String dockerVersion,
        String containerId,
        String architecture,
        String variant,
        ImageSettings settings,
        List<String> diffIds,
        List<HistoryEntry> history) {
    /** As deep as dockerd lets images be. */
    public static final int MAX_LAYERS = 125;

    /** Reads; INVALID_ARGUMENT naming what is wrong. */
    public static ImageConfig parse(byte[] bytes) {
        String digest = Digests.of(bytes);
        String what = "image configuration " + digest;
        JsonNode node = Json.object(bytes, what);
        String architecture = node.path("architecture").asText("");
        String os = node.path("os").asText("linux");
        String variant = node.path("variant").asText("");
        JsonNode config = node.path("config");
        ImageSettings settings = config.isObject() ? Json.convert(config, ImageSettings.class, what + ", config") : ImageSettings.none();
        return new ImageConfig(digest, bytes, new Platform(os.isEmpty() ? "linux" : os, architecture, variant), node.path("os.version").asText(""),
                instant(node.path("created").asText("")), node.path("author").asText(""), node.path("docker_version").asText(""),
                node.path("container").asText(""), architecture, variant, settings, diffIds(node, what), history(node, what));
    }

    private static List<String> diffIds(JsonNode node, String what) {
        JsonNode list = node.path("rootfs").path("diff_ids");
        List<String> diffIds = new ArrayList<>();
        for (JsonNode id : list) {
            if (!Digests.isDigest(id.asText())) {
                throw ServinException.invalid(what + " has no usable rootfs.diff_ids: \"" + id.asText() + "\"");
            }
            diffIds.add(id.asText());
        }
        if (!node.path("rootfs").isObject()) {
            throw ServinException.invalid("invalid rootfs in " + what);
        }
        if (diffIds.size() > MAX_LAYERS) {
            throw ServinException.invalid(what + ": max depth exceeded (" + diffIds.size() + " layers, at most " + MAX_LAYERS + ")");
        }
        return diffIds;
    }

    private static List<HistoryEntry> history(JsonNode node, String what) {
        List<HistoryEntry> history = new ArrayList<>();
        for (JsonNode entry : node.path("history")) {
            history.add(Json.convert(entry, HistoryEntry.class, what + ", history"));
        }
        return history;
    }

    private static Instant instant(String text) {
        try {
            return text.isEmpty() ? Instant.EPOCH : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
