package org.servin.api.internal.facts;

import java.util.Map;
import org.servin.api.internal.access.Facts;
import org.servin.core.container.HostReach;

/** Facts about volumes that are to be made. */
public final class VolumeFacts {
    private VolumeFacts() { }

    /** Options and labels may be null. */
    public static Facts of(String name, String driver, Map<String, String> options, Map<String, String> labels) {
        Facts facts = new Facts().add("volume", name).add("volume.driver", driver.isEmpty() ? "local" : driver);
        HostReach.ofVolume(options).forEach(path -> ContainerFacts.mounted(facts, path));
        if (options != null) {
            options.forEach((key, value) -> facts.add("volume.option", key + "=" + value));
        }
        if (labels != null) {
            labels.forEach((key, value) -> facts.add("label." + key, value));
        }
        return facts;
    }
}
