package org.servin.log.jsonfile;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.servin.spi.ServinException;

/**
 * A container's options for this driver, in dockerd's forms and words. Options of the engine, which every driver is given, are passed over.
 *
 * @param maxBytes size at which the file is rotated; negative for never
 * @param maxFiles how many files there are at most, the current one included
 * @param compress whether rotated files are compressed
 */
record JsonFileOptions(long maxBytes, int maxFiles, boolean compress) {
    private static final Set<String> KNOWN = Set.of("max-size", "max-file", "compress", "labels", "labels-regex", "env", "env-regex", "tag");
    private static final Set<String> ENGINE = Set.of("mode", "max-buffer-size");
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kKmMgGtTpP])?[iI]?[bB]?");
    private static final String FAILED = "failed to initialize logging driver: ";

    /** Reads and checks them. INVALID_ARGUMENT naming what is wrong. */
    static JsonFileOptions of(Map<String, String> options) {
        for (String key : new TreeSet<>(options.keySet())) {
            if (!KNOWN.contains(key) && !ENGINE.contains(key)) {
                throw ServinException.invalid("unknown log opt '" + key + "' for json-file log driver");
            }
        }
        long maxBytes = options.containsKey("max-size") ? bytes(options.get("max-size")) : -1;
        int maxFiles = options.containsKey("max-file") ? files(options.get("max-file")) : 1;
        boolean compress = options.containsKey("compress") && yes(options.get("compress"));
        if (compress && (maxFiles == 1 || maxBytes < 0)) {
            throw ServinException.invalid(FAILED + "compress cannot be true when max-file is less than 2 or max-size is not set");
        }
        regex(options.get("labels-regex"));
        regex(options.get("env-regex"));
        TagTemplate.check(options.getOrDefault("tag", ""));
        return new JsonFileOptions(maxBytes, maxFiles, compress);
    }

    private static long bytes(String text) {
        Matcher form = SIZE.matcher(text);
        if (!form.matches()) {
            throw ServinException.invalid(FAILED + "invalid size: '" + text + "'");
        }
        int power = form.group(2) == null ? 0 : "kmgtp".indexOf(Character.toLowerCase(form.group(2).charAt(0))) + 1;
        long bytes = (long) (Double.parseDouble(form.group(1)) * Math.pow(1000, power));
        if (bytes <= 0) {
            throw ServinException.invalid(FAILED + "max-size must be a positive number");
        }
        return bytes;
    }

    private static int files(String text) {
        int files;
        try {
            files = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw ServinException.invalid(FAILED + "strconv.Atoi: parsing \"" + text + "\": invalid syntax");
        }
        if (files < 1) {
            throw ServinException.invalid(FAILED + "max-file cannot be less than 1");
        }
        return files;
    }

    private static boolean yes(String text) {
        return switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "0", "f", "F", "FALSE", "false", "False" -> false;
            default -> throw ServinException.invalid(FAILED + "strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
        };
    }

    private static void regex(String text) {
        try {
            Pattern.compile(text == null ? "" : text);
        } catch (PatternSyntaxException e) {
            throw ServinException.invalid(FAILED + "error parsing regexp: " + e.getDescription() + ": `" + text + "`");
        }
    }
}
