package org.servin.core.internal.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.spi.ServinException;

/**
 * The log options that are the engine's and no driver's: whether a container waits for its log.
 *
 * @param dropping {@code mode=non-blocking}: output is dropped when too much waits
 * @param bufferBytes how much that is; of interest only when dropping
 */
record LogMode(boolean dropping, long bufferBytes) {
    private static final String MODE = "mode";
    private static final String BUFFER = "max-buffer-size";
    private static final long DEFAULT_BUFFER = 1 << 20;
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kKmMgGtTpP])?[iI]?[bB]?");

    /** Reads the options; INVALID_ARGUMENT in dockerd's words. */
    static LogMode of(Map<String, String> options) {
        String mode = options.getOrDefault(MODE, "");
        if (!mode.isEmpty() && !mode.equals("blocking") && !mode.equals("non-blocking")) {
            throw ServinException.invalid("logger: logging mode not supported: " + mode);
        }
        boolean dropping = mode.equals("non-blocking");
        String buffer = options.get(BUFFER);
        if (buffer == null) {
            return new LogMode(dropping, DEFAULT_BUFFER);
        }
        if (!dropping) {
            throw ServinException.invalid("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
        }
        return new LogMode(true, bytes(buffer));
    }

    private static long bytes(String text) {
        Matcher form = SIZE.matcher(text);
        if (!form.matches()) {
            throw ServinException.invalid("error parsing option max-buffer-size: invalid size: '" + text + "'");
        }
        int power = form.group(2) == null ? 0 : "kmgtp".indexOf(Character.toLowerCase(form.group(2).charAt(0))) + 1;
        return (long) (Double.parseDouble(form.group(1)) * Math.pow(1024, power));
    }

    /** The options that are left for the driver. */
    static Map<String, String> forDriver(Map<String, String> options) {
        Map<String, String> left = new HashMap<>(options);
        left.remove(MODE);
        left.remove(BUFFER);
        return left;
    }
}
