package org.servin.log.jsonfile;

import java.util.Map;
import java.util.Set;
import org.servin.spi.log.option.LogOptions;

/**
 * A container's options for this driver.
 *
 * @param maxBytes size at which the file is rotated; negative for never
 * @param maxFiles how many files there are at most, the current one included
 * @param compress whether rotated files are compressed
 */
record JsonFileOptions(long maxBytes, int maxFiles, boolean compress) {
    /** The options' names. */
    static final Set<String> NAMES = Set.of("max-size", "max-file", "compress", "labels", "labels-regex", "env", "env-regex", "tag");

    /** Reads and checks them. INVALID_ARGUMENT naming what is wrong. */
    static JsonFileOptions of(Map<String, String> given) {
        LogOptions options = LogOptions.of("json-file", NAMES, given);
        long maxBytes = options.decimalSize("max-size", -1);
        if (maxBytes <= 0 && given.containsKey("max-size")) {
            throw LogOptions.failed("max-size must be a positive number");
        }
        int maxFiles = options.number("max-file", 1);
        if (maxFiles < 1) {
            throw LogOptions.failed("max-file cannot be less than 1");
        }
        boolean compress = options.flag("compress", false);
        if (compress && (maxFiles == 1 || maxBytes < 0)) {
            throw LogOptions.failed("compress cannot be true when max-file is less than 2 or max-size is not set");
        }
        options.checkAttributes();
        return new JsonFileOptions(maxBytes, maxFiles, compress);
    }
}
