package org.servin.core.internal.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.system.EngineSettings;
import org.servin.spi.ServinException;
import org.servin.store.Store;

/** The settings as the launcher wrote them to the configuration {@code org.servin}. */
@Component(configurationPid = "org.servin")
public final class ConfiguredSettings implements EngineSettings {
    private final Map<String, Object> settings;
    private final Path root;
    private final Path run;
    private final String engineId;
    private final String version;

    /** Reads everything once; needs the store only because the root is then known to be ours alone. */
    @Activate
    public ConfiguredSettings(Map<String, Object> settings, BundleContext context, @Reference Store store) {
        this(settings, version(context.getBundle().getVersion()), store);
    }

    ConfiguredSettings(Map<String, Object> settings, String version, Store store) {
        this.settings = Map.copyOf(settings);
        this.root = Path.of(first("root", "/var/lib/servin"));
        this.run = Path.of(first("run", "/run/servin"));
        this.version = version;
        this.engineId = store.get("engine", "id").map(b -> new String(b, UTF_8)).orElseGet(() -> {
            String made = UUID.randomUUID().toString();
            store.durably(c -> c.put("engine", "id", made.getBytes(UTF_8)));
            return made;
        });
        try {
            Files.createDirectories(root);
            Files.createDirectories(run);
        } catch (IOException e) {
            throw ServinException.internal("cannot make the engine's folders: " + e.getMessage(), e);
        }
    }

    private static String version(Version version) {
        return version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }

    private String first(String key, String otherwise) {
        return value(key).filter(v -> !v.isEmpty()).orElse(otherwise);
    }

    @Override
    public Path root() {
        return root;
    }

    @Override
    public Path run() {
        return run;
    }

    @Override
    public String engineId() {
        return engineId;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public List<String> values(String key) {
        Object value = settings.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        return value instanceof Object[] several ? Arrays.stream(several).map(String::valueOf).toList() : List.of(value.toString());
    }

    @Override
    public Map<String, String> map(String key) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String entry : values(key)) {
            int at = entry.indexOf('=');
            entries.put(at < 0 ? entry : entry.substring(0, at), at < 0 ? "" : entry.substring(at + 1));
        }
        return entries;
    }
}
