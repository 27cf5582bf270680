package org.servin.core.internal.container;

import java.util.Map;
import java.util.TreeMap;
import org.servin.core.container.LogConfig;

/** Completes log configurations from the engine's settings, as dockerd does. */
final class LogDefaults {
    private final Seams seams;

    LogDefaults(Seams seams) {
        this.seams = seams;
    }

    /**
     * The log driver of the engine's settings where none is asked for, and its options where that one is meant; options that are about no driver in any case.
     *
     * @param own what is asked for; null for nothing
     */
    LogConfig of(LogConfig own) {
        String usual = seams.settings().logDriver();
        String type = own == null || own.type() == null || own.type().isEmpty() ? usual : own.type();
        Map<String, String> options = new TreeMap<>(seams.settings().map("log-opts"));
        options.keySet().removeIf(key -> !type.equals(usual) && !seams.output().isForAll(key));
        if (own != null && own.config() != null) {
            options.putAll(own.config());
        }
        return new LogConfig(type, options);
    }
}
