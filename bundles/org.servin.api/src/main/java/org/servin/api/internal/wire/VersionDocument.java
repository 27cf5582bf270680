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
    /** The Docker Engine whose API this is. Clients compare an engine's version with the Docker Engine's that brought what they need, or refuse one that is too old. */
    private static final String DOCKER = "20.10.0";

    /** An engine's version as clients can compare it: the Docker Engine's that it stands for, with its own as the build (semver.org, 10). */
    public static String comparable(String engine) {
        return DOCKER + "+servin." + engine;
    }

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
        return new VersionDocument(new Platform("Servin"), List.of(new Component("Engine", engine, details)), comparable(engine), api, minimum, "", runtime, "linux",
                host.architecture(), host.kernelVersion(), "");
    }
}
