package org.servin.log.syslog;

import java.util.Arrays;
import org.servin.spi.ServinException;

/** The forms of messages. */
enum SyslogFormat {
    /** The one of {@code syslog(3)}, without the machine's name: what dockerd takes if nothing is asked for. */
    LOCAL(""),
    RFC3164("rfc3164"),
    RFC5424("rfc5424"),
    /** The same with microseconds. */
    RFC5424_MICRO("rfc5424micro");

    private final String option;

    SyslogFormat(String option) {
        this.option = option;
    }

    /** The format that the option names. INVALID_ARGUMENT if there is none such. */
    static SyslogFormat of(String option) {
        return Arrays.stream(values()).filter(f -> f.option.equals(option)).findFirst().orElseThrow(() -> ServinException.invalid("Invalid syslog format"));
    }

    /** Whether it is one of RFC 5424's. */
    boolean isRfc5424() {
        return this == RFC5424 || this == RFC5424_MICRO;
    }
}
