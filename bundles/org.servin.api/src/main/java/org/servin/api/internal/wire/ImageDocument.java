package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.Timestamps;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.Empty;
import org.servin.core.container.HealthCheckConfig;
import org.servin.image.Image;
import org.servin.image.ImageId;
import org.servin.image.ImageSettings;
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
                containerConfig(i), i.dockerVersion(), i.author(), config(i.settings()), i.architecture(), i.variant(), i.os(), i.osVersion(), i.size(), i.size(),
                new ContainerDocument.GraphDriver(Map.of(), storageDriver), new RootFs("layers", i.diffIds()),
                new Metadata(tagged.getEpochSecond() <= 0 ? Timestamps.NEVER : Timestamps.text(tagged)));
    }

    private static ContainerConfig containerConfig(Image i) {
        try {
            JsonNode c = Json.MAPPER.readTree(i.configJson()).path("container_config");
            return c.isObject() ? Json.MAPPER.treeToValue(c, ContainerConfig.class) : config(ImageSettings.none());
        } catch (IOException e) {
            throw ServinException.internal("the configuration of image " + i.id() + " cannot be read", e);
        }
    }

    private static ContainerConfig config(ImageSettings s) {
        HealthCheckConfig health = s.healthcheck() == null || s.healthcheck().isNull() ? null : Json.MAPPER.convertValue(s.healthcheck(), HealthCheckConfig.class);
        return new ContainerConfig(text(s.hostname()), text(s.domainname()), text(s.user()), false, false, false, set(s.exposedPorts()), false, false, false, s.env(), s.cmd(), health,
                Boolean.TRUE.equals(s.argsEscaped()), "", set(s.volumes()), text(s.workingDir()), s.entrypoint(), false, null, s.onBuild(), s.labels(), s.stopSignal(), null, s.shell());
    }

    private static String text(String s) {
        return Objects.requireNonNullElse(s, "");
    }

    private static Map<String, Empty> set(Map<String, JsonNode> keys) {
        if (keys == null) {
            return null;
        }
        Map<String, Empty> set = new TreeMap<>();
        keys.keySet().forEach(k -> set.put(k, Empty.VALUE));
        return set;
    }
}
