package org.servin.log.splunk;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.servin.spi.log.LogTarget;

/** Containers of tests. */
final class Targets {
    static final String TOKEN = "11111111-2222-3333-4444-555555555555";

    private Targets() { }

    /** One with options {@code key=value} besides a token. */
    static LogTarget of(String... options) {
        Map<String, String> map = new HashMap<>(Map.of("splunk-token", TOKEN));
        for (String option : options) {
            map.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return new LogTarget("4549cdc27200aaaa", "web", "sha256:fedcba9876543210", "busybox", List.of("sh", "-c", "true"),
                List.of("E=3", "PATH=/bin"), Map.of("a", "1", "b", "<2>"), 0, map, Path.of("/nowhere"));
    }
}
