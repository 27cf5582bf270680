package org.servin.core.internal.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.Empty;
import org.servin.core.container.HealthCheckConfig;
import org.servin.core.internal.record.RecordCopy;
import org.servin.image.ImageSettings;
import org.servin.spi.ServinException;

/** Fills what a container's configuration leaves open from its image, by dockerd's rules. */
final class ImageDefaults {
    private final JsonMapper mapper;

    ImageDefaults(JsonMapper mapper) {
        this.mapper = mapper;
    }

    ContainerConfig merge(ContainerConfig own, ImageSettings image) {
        boolean entrypointGiven = own.entrypoint() != null && !own.entrypoint().isEmpty();
        boolean cmdGiven = own.cmd() != null && !own.cmd().isEmpty();
        boolean imageCmd = !entrypointGiven && !cmdGiven; // an entry point of one's own hides the image's command
        List<String> entrypoint = entrypointGiven || own.entrypoint() != null ? own.entrypoint() : image.entrypoint();
        return RecordCopy.of(own)
                .change(ContainerConfig::domainname, name -> orElse(name, ""))
                .change(ContainerConfig::user, user -> orElse(user, image.user()))
                .change(ContainerConfig::exposedPorts, ports -> union(ports, image.exposedPorts()))
                .change(ContainerConfig::env, env -> env(env, image.env()))
                .change(ContainerConfig::cmd, cmd -> imageCmd ? image.cmd() : cmd)
                .change(ContainerConfig::healthcheck, check -> health(check, image.healthcheck()))
                .change(ContainerConfig::argsEscaped, escaped -> imageCmd && image.argsEscaped() != null ? image.argsEscaped() : escaped)
                .change(ContainerConfig::volumes, volumes -> union(volumes, image.volumes()))
                .change(ContainerConfig::workingDir, folder -> clean(orElse(folder, image.workingDir())))
                .set(ContainerConfig::entrypoint, List.of("").equals(entrypoint) ? null : entrypoint)
                .change(ContainerConfig::labels, labels -> labels(labels, image.labels()))
                .change(ContainerConfig::stopSignal, signal -> orElse(signal, image.stopSignal()))
                .get();
    }

    private static String orElse(String own, String other) {
        String value = own == null || own.isEmpty() ? other : own;
        return value == null ? "" : value;
    }

    private static String clean(String path) {
        return path.isEmpty() ? path : Path.of(path).normalize().toString();
    }

    private static Map<String, Empty> union(Map<String, Empty> own, Map<String, JsonNode> image) {
        if (image == null || image.isEmpty()) {
            return own == null || own.isEmpty() ? null : own;
        }
        Map<String, Empty> all = new LinkedHashMap<>();
        if (own != null) {
            all.putAll(own);
        }
        image.keySet().forEach(k -> all.put(k, Empty.VALUE));
        return all;
    }

    private static List<String> env(List<String> own, List<String> image) {
        if (own == null || own.isEmpty() || image == null) {
            return own == null || own.isEmpty() ? image : own;
        }
        List<String> all = new ArrayList<>(own);
        image.stream().filter(i -> own.stream().noneMatch(o -> key(o).equals(key(i)))).forEach(all::add);
        return all;
    }

    private static String key(String variable) {
        int at = variable.indexOf('=');
        return at < 0 ? variable : variable.substring(0, at);
    }

    private static Map<String, String> labels(Map<String, String> own, Map<String, String> image) {
        Map<String, String> all = new HashMap<>();
        if (image != null) {
            all.putAll(image);
        }
        if (own != null) {
            all.putAll(own);
        }
        return all;
    }

    private HealthCheckConfig health(HealthCheckConfig own, JsonNode image) {
        if (image == null || image.isNull()) {
            return own;
        }
        HealthCheckConfig other = read(image);
        if (own == null) {
            return other;
        }
        return new HealthCheckConfig(own.test() == null || own.test().isEmpty() ? other.test() : own.test(),
                own.interval() == 0 ? other.interval() : own.interval(), own.timeout() == 0 ? other.timeout() : own.timeout(),
                own.startPeriod() == 0 ? other.startPeriod() : own.startPeriod(), own.retries() == 0 ? other.retries() : own.retries());
    }

    private HealthCheckConfig read(JsonNode node) {
        try {
            return mapper.treeToValue(node, HealthCheckConfig.class);
        } catch (JsonProcessingException e) {
            throw ServinException.invalid("the image's health check cannot be read: " + e.getOriginalMessage());
        }
    }
}
