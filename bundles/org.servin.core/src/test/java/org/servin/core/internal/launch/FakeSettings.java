package org.servin.core.internal.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.servin.core.system.EngineSettings;

/** Settings of a test. */
public record FakeSettings(Map<String, String> single, Map<String, Map<String, String>> maps) implements EngineSettings {
    public static FakeSettings none() {
        return new FakeSettings(Map.of(), Map.of());
    }

    @Override
    public Path root() {
        return Path.of("/root");
    }

    @Override
    public Path run() {
        return Path.of("/run");
    }

    @Override
    public String engineId() {
        return "id";
    }

    @Override
    public String version() {
        return "0";
    }

    @Override
    public List<String> values(String key) {
        return single.containsKey(key) ? List.of(single.get(key)) : List.of();
    }

    @Override
    public Map<String, String> map(String key) {
        return maps.getOrDefault(key, Map.of());
    }
}
