package org.servin.log.syslog;

import java.util.List;
import org.servin.spi.ServinException;

/** What part of the system a message is from, RFC 5424, 6.2.1. */
final class Facility {
    private static final int HIGHEST = 23;
    private static final int LOCAL = 16;
    private static final List<String> NAMES = List.of("kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp");

    private Facility() { }

    /** The number of a facility given by name or number. INVALID_ARGUMENT if there is none such. */
    static int number(String text) {
        int number = NAMES.indexOf(text);
        if (number < 0 && text.matches("local[0-7]")) {
            number = LOCAL + text.charAt(text.length() - 1) - '0';
        }
        if (number < 0 && text.matches("[+-]?[0-9]{1,9}")) {
            number = Integer.parseInt(text);
        }
        if (number < 0 || number > HIGHEST) {
            throw ServinException.invalid("invalid syslog facility");
        }
        return number;
    }
}
