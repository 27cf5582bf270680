package org.servin.api.internal.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.servin.api.internal.http.ApiVersion;
import org.servin.api.internal.http.Json;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.ContainerView;
import org.servin.core.container.MountPoint;
import org.servin.core.container.ResourceLimits;

/** {@code GET /containers/{id}/json} as clients before 1.21 know it: with one network, and with limits and volumes where they stood once. */
public final class OlderContainer {
    private OlderContainer() { }

    /** The document in the form of a version before 1.21. */
    public static JsonNode of(ContainerDocument document, ContainerView view, ApiVersion version) {
        ObjectNode all = Json.MAPPER.valueToTree(document);
        all.remove(List.of("SizeRw", "SizeRootFs"));
        ObjectNode network = (ObjectNode) all.get("NetworkSettings");
        network.remove("Networks");
        if (view.state().startedAt().isEmpty()) {
            network.putNull("Ports"); // nobody has looked at them yet
        }
        ObjectNode config = (ObjectNode) all.get("Config");
        portable(config, view);
        if (!version.since(20)) {
            limits(config, view.host().resources());
            volumes(all, view);
        }
        return all;
    }

    /** Members that are left out of later versions' documents when they are empty. */
    private static void portable(ObjectNode config, ContainerView view) {
        ContainerConfig c = view.config();
        config.put("MacAddress", c.macAddress() == null ? "" : c.macAddress());
        config.put("NetworkDisabled", c.networkDisabled());
        config.put("VolumeDriver", view.host().general().volumeDriver());
        if (!config.has("ExposedPorts")) {
            config.putNull("ExposedPorts");
        }
    }

    private static void limits(ObjectNode config, ResourceLimits limits) {
        config.put("Memory", limits.memory());
        config.put("MemorySwap", limits.memorySwap());
        config.put("CpuShares", limits.cpuShares());
        config.put("Cpuset", limits.cpusetCpus() == null ? "" : limits.cpusetCpus());
    }

    private static void volumes(ObjectNode all, ContainerView view) {
        all.remove("Mounts");
        ObjectNode paths = all.putObject("Volumes");
        ObjectNode writable = all.putObject("VolumesRW");
        for (MountPoint mount : view.mounts()) {
            paths.put(mount.destination(), mount.source());
            writable.put(mount.destination(), mount.rw());
        }
    }
}
