package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.Timestamps;
import org.servin.core.container.ContainerConfig;
import org.servin.image.Image;
import org.servin.image.ImageId;
import org.servin.spi.ServinException;

/** {@code GET /images/{name}/json}. */
public record ImageDocument(
        String id,
        List<String> repoTags,
        List<String> repoDigests,
        String parent,
        String comment,
        String created,
        String container,
        ContainerConfig containerConfig,
        String dockerVersion,
        String author,
        ContainerConfig config,
        String architecture,
        @JsonInclude(Include.NON_EMPTY) String variant,
        String os,
        @JsonInclude(Include.NON_EMPTY) String osVersion,
        long size,
        long virtualSize,
        ContainerDocument.GraphDriver graphDriver,
        @JsonProperty("RootFS") RootFs rootFs,
        Metadata metadata) {
    /** The layers' digests. */
    public record RootFs(String type, @JsonInclude(Include.NON_EMPTY) List<String> layers) { }

    /** What is known here only. */
    public record Metadata(String lastTagTime) { }

    /** One image. */
    public static ImageDocument of(Image i, String storageDriver) {
        Instant tagged = i.lastTagged();
        return new ImageDocument(i.id().value(), i.tags(), i.digests(), i.parent().map(ImageId::value).orElse(""), i.comment(), Timestamps.text(i.created()), i.containerId(),
                config(i, "container_config"), i.dockerVersion(), i.author(), config(i, "config"), i.architecture(), i.variant(), i.os(), i.osVersion(), i.size(), i.size(),
                new ContainerDocument.GraphDriver(Map.of(), storageDriver), new RootFs("layers", i.diffIds()),
                new Metadata(tagged.getEpochSecond() <= 0 ? Timestamps.NEVER : Timestamps.text(tagged)));
    }

    /** A part of the image's own document: it says more than its settings do. */
    private static ContainerConfig config(Image i, String part) {
        try {
            JsonNode c = Json.MAPPER.readTree(i.configJson()).path(part);
            return Json.MAPPER.treeToValue(c.isObject() ? c : JsonNodeFactory.instance.objectNode(), ContainerConfig.class);
        } catch (IOException e) {
            throw ServinException.internal("the configuration of image " + i.id() + " cannot be read", e);
        }
    }
}
