package org.servin.core.internal.stream;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.servin.core.system.EngineSettings;

/** Settings from a map. */
record Settings(Map<String, String> values, Path root) implements EngineSettings {

    @Override
    public Path run() {
        return Path.of("/nowhere");
    }

    @Override
    public String engineId() {
        return "id";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public List<String> values(String key) {
        return values.containsKey(key) ? List.of(values.get(key)) : List.of();
    }

    @Override
    public Map<String, String> map(String key) {
        return Map.of();
    }
}
