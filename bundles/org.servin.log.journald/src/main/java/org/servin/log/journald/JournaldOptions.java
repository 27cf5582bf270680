package org.servin.log.journald;

import java.util.Map;
import java.util.Set;
import org.servin.spi.log.option.LogOptions;

/** The options that this driver takes: those that add fields to each record. */
final class JournaldOptions {
    /** Their names. */
    static final Set<String> NAMES = Set.of("labels", "labels-regex", "env", "env-regex", "tag");

    private JournaldOptions() { }

    /** INVALID_ARGUMENT in dockerd's words. */
    static void check(Map<String, String> given) {
        LogOptions.of("journald", NAMES, given).checkAttributes();
    }
}
