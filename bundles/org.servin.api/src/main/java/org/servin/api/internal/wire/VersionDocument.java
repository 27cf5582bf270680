package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.servin.core.system.HostFacts;

/** {@code GET /version}. */
public record VersionDocument(
        Platform platform,
        List<Component> components,
        String version,
        String apiVersion,
        @JsonProperty("MinAPIVersion") String minApiVersion,
        String gitCommit,
        String goVersion,
        String os,
        String arch,
        String kernelVersion,
        String buildTime) {
    /** What the engine calls itself. */
    public record Platform(String name) { }

    /** One part of the engine. */
    public record Component(String name, String version, Map<String, String> details) { }

    /** Fills it in. There is no Go here: clients show the field as it is. */
    public static VersionDocument of(String engine, String api, String minimum, HostFacts host) {
        String runtime = "java" + Runtime.version().feature();
        Map<String, String> details = new java.util.LinkedHashMap<>();
        details.put("ApiVersion", api);
        details.put("Arch", host.architecture());
        details.put("BuildTime", "");
        details.put("Experimental", "false");
        details.put("GitCommit", "");
        details.put("GoVersion", runtime);
        details.put("KernelVersion", host.kernelVersion());
        details.put("MinAPIVersion", minimum);
        details.put("Os", "linux");
        return new VersionDocument(new Platform("Servin"), List.of(new Component("Engine", engine, details)), engine, api, minimum, "", runtime, "linux",
                host.architecture(), host.kernelVersion(), "");
    }
}
