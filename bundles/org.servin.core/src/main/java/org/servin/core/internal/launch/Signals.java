package org.servin.core.internal.launch;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.servin.spi.ServinException;

/** Names of signals (signal(7)); the numbers are those of x86_64 and aarch64, which agree. */
final class Signals {
    private static final int RTMIN = 34;
    private static final int RTMAX = 64;
    private static final List<String> IN_ORDER = List.of("HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");
    private static final Map<String, Integer> NUMBERS = numbers();

    private Signals() { }

    private static Map<String, Integer> numbers() {
        Map<String, Integer> result = new HashMap<>();
        IN_ORDER.forEach(name -> result.put(name, result.size() + 1));
        result.put("IOT", result.get("ABRT"));
        result.put("CLD", result.get("CHLD"));
        result.put("POLL", result.get("IO"));
        result.put("UNUSED", result.get("SYS"));
        result.put("RTMIN", RTMIN);
        result.put("RTMAX", RTMAX);
        int middle = (RTMAX - RTMIN) / 2;
        for (int i = 1; i <= middle; i++) {
            result.put("RTMIN+" + i, RTMIN + i);
        }
        for (int i = 1; i < middle; i++) {
            result.put("RTMAX-" + i, RTMAX - i);
        }
        return Map.copyOf(result);
    }

    /** The number by name with or without SIG, or by number. */
    static int parse(String text) {
        if (text.matches("[+-]?[0-9]{1,9}")) { // whether there is such a signal is seen when it is sent
            int number = Integer.parseInt(text);
            if (number == 0) {
                throw invalid(text);
            }
            return number;
        }
        String upper = text.toUpperCase(Locale.ROOT);
        Integer number = NUMBERS.get(upper.startsWith("SIG") ? upper.substring(3) : upper);
        if (number == null) {
            throw invalid(text);
        }
        return number;
    }

    private static ServinException invalid(String text) {
        return ServinException.invalid("Invalid signal: " + text);
    }
}
