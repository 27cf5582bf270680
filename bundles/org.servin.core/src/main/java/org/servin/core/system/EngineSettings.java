package org.servin.core.system;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.servin.spi.IdMaps;

/**
 * The engine's own settings, read once at its start from the configuration {@code org.servin}: the keys of dockerd's daemon.json. A service;
 * constant for the life of the engine.
 */
@ProviderType
public interface EngineSettings {
    /** The folder for what is kept. */
    Path root();

    /** The folder for what lives until a reboot. */
    Path run();

    /** Full id of this engine, kept under the root. */
    String engineId();

    /** The engine's version. */
    String version();

    /** Any other setting by daemon.json's key; lists come as several values. */
    List<String> values(String key);

    /** The single value of a setting. */
    default Optional<String> value(String key) {
        return values(key).stream().findFirst();
    }

    /** The log driver of containers that name none: the setting {@code log-driver}. */
    default String logDriver() {
        return value("log-driver").filter(name -> !name.isEmpty()).orElse("json-file");
    }

    /** The log driver that keeps the copy of logs that cannot be read back: the setting {@code servin.log-copy-driver}. */
    default String logCopyDriver() {
        return value("servin.log-copy-driver").filter(name -> !name.isEmpty()).orElse("local");
    }

    /** A setting of the form {@code key=value}, …: {@code log-opts}, {@code storage-opts} and the like. */
    Map<String, String> map(String key);

    /** Users and groups of containers that have no wish of their own ({@code userns-remap}); none if they are the host's. */
    default IdMaps idMaps() {
        return IdMaps.parse(values("userns-uids"), values("userns-gids"));
    }

    /** A yes-or-no setting. */
    default boolean flag(String key, boolean otherwise) {
        return value(key).map(Boolean::parseBoolean).orElse(otherwise);
    }
}
