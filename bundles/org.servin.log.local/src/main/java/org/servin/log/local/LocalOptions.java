package org.servin.log.local;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.LogOptions;

/**
 * A container's options for this driver.
 *
 * @param maxBytes size at which another file is begun
 * @param maxFiles how many files there are at most, the current one included
 * @param compress whether complete files are compressed
 */
record LocalOptions(long maxBytes, int maxFiles, boolean compress) {
    /** The options' names. */
    static final Set<String> NAMES = Set.of("max-size", "max-file", "compress");
    private static final long MAX_BYTES = 20 * 1024 * 1024;
    private static final int MAX_FILES = 5;

    /** Reads and checks them. INVALID_ARGUMENT, in dockerd's words. */
    static LocalOptions of(Map<String, String> given) {
        for (String key : new TreeSet<>(given.keySet())) {
            if (!NAMES.contains(key)) {
                throw ServinException.invalid("unknown log opt '" + key + "' for log driver local");
            }
        }
        LogOptions options = LogOptions.of("local", NAMES, given)
                .explained("max-size", "invalid value for max-size: " + given.get("max-size") + ": ")
                .explained("max-file", "invalid value for max-file: " + given.get("max-file") + ": ")
                .explained("compress", "error reading compress log option: ");
        long maxBytes = options.decimalSize("max-size", MAX_BYTES);
        int maxFiles = options.number("max-file", MAX_FILES);
        boolean compress = options.flag("compress", true);
        check(maxBytes < 0, "max size should be a positive number");
        check(maxFiles < 0, "max file count cannot be less than 0");
        check(compress && maxFiles <= 1, "compression cannot be enabled when max file count is 1");
        return new LocalOptions(maxBytes, Math.max(1, maxFiles), compress);
    }

    private static void check(boolean wrong, String message) {
        if (wrong) {
            throw LogOptions.failed(message);
        }
    }
}
