package org.servin.core.internal.stream;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.spi.ServinException;

/**
 * The log options that are the engine's and no driver's: how a container and its log wait for each other.
 *
 * @param dropping {@code mode=non-blocking}: output is dropped when too much waits
 * @param bufferBytes {@code max-buffer-size}: how much of a stream that is; of interest only when dropping
 * @param spoolBytes {@code spool-size}: how much of a stream may wait on disk before the container waits; 0 for the engine's setting
 * @param lineBytes {@code max-line-size}: the most bytes of a record
 * @param required {@code require-destination}: whether the container must not start while the log's destination does not answer
 */
record LogMode(boolean dropping, long bufferBytes, long spoolBytes, int lineBytes, boolean required) {
    /** The names of these options. */
    static final Set<String> OPTIONS = Set.of("mode", "max-buffer-size", "spool-size", "max-line-size", "require-destination");

    /** A buffer as big as the engine's setting for what may wait. */
    static final long WHOLE = Long.MAX_VALUE;

    private static final String NON_BLOCKING = "non-blocking";
    private static final long DEFAULT_BUFFER = 1 << 20;
    private static final int LEAST_LINE = 1 << 10;
    private static final int LONGEST_LINE = 1 << 20;
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kKmMgGtTpP])?[iI]?[bB]?");

    /**
     * Reads the options; INVALID_ARGUMENT in dockerd's words.
     *
     * @param recordBytes the most bytes of a record that the driver wants
     */
    static LogMode of(Map<String, String> options, int recordBytes) {
        String mode = options.getOrDefault("mode", "");
        if (!mode.isEmpty() && !mode.equals("blocking") && !mode.equals(NON_BLOCKING)) {
            throw ServinException.invalid("logger: logging mode not supported: " + mode);
        }
        boolean dropping = mode.equals(NON_BLOCKING);
        if (!dropping && options.containsKey("max-buffer-size")) {
            throw ServinException.invalid("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
        }
        int lineBytes = line(options, recordBytes);
        return new LogMode(dropping, buffer(options, lineBytes), spool(options), lineBytes, flag(options, "require-destination"));
    }

    /** With 0 or 1 one record may wait, as in dockerd. */
    private static long buffer(Map<String, String> options, int lineBytes) {
        long bytes = bytes(options, "max-buffer-size", DEFAULT_BUFFER);
        return bytes > 1 ? bytes : lineBytes;
    }

    private static long spool(Map<String, String> options) {
        long bytes = bytes(options, "spool-size", 0);
        if (bytes == 0 && options.containsKey("spool-size")) {
            throw ServinException.invalid("error parsing option spool-size: it must be more than 0");
        }
        return bytes;
    }

    private static int line(Map<String, String> options, int otherwise) {
        long bytes = bytes(options, "max-line-size", otherwise);
        if (bytes < LEAST_LINE || bytes > LONGEST_LINE) {
            throw ServinException.invalid("error parsing option max-line-size: it must be between 1k and 1m");
        }
        return (int) bytes;
    }

    private static long bytes(Map<String, String> options, String key, long otherwise) {
        String text = options.get(key);
        if (text == null) {
            return otherwise;
        }
        Matcher form = SIZE.matcher(text);
        if (!form.matches()) {
            throw ServinException.invalid("error parsing option " + key + ": invalid size: '" + text + "'");
        }
        int power = form.group(2) == null ? 0 : "kmgtp".indexOf(Character.toLowerCase(form.group(2).charAt(0))) + 1;
        return (long) (Double.parseDouble(form.group(1)) * Math.pow(1024, power));
    }

    /** Yes or no as Go reads it, and dockerd says where it cannot. */
    static boolean flag(Map<String, String> options, String key) {
        String text = options.getOrDefault(key, "");
        return switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "", "0", "f", "F", "FALSE", "false", "False" -> false;
            default -> throw ServinException.invalid("invalid value for option " + key + ": " + text);
        };
    }
}
