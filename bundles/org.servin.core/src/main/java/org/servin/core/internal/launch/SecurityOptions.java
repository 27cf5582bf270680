package org.servin.core.internal.launch;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * {@code HostConfig.SecurityOpt}, parsed.
 *
 * @param noNewPrivileges empty if not said
 * @param seccomp {@code unconfined} or a profile; empty if not said
 * @param apparmor the profile's name; empty if not said
 */
record SecurityOptions(Optional<Boolean> noNewPrivileges, Optional<String> seccomp, Optional<String> apparmor) {
    /** The word for "none". */
    static final String UNCONFINED = "unconfined";

    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    /** Parses; dockerd answers 500 for a bad one, hence the kind. Null means none. */
    static SecurityOptions parse(List<String> options) {
        Optional<Boolean> noNewPrivileges = Optional.empty();
        Optional<String> seccomp = Optional.empty();
        Optional<String> apparmor = Optional.empty();
        for (String option : options == null ? List.<String>of() : options) {
            if (option.equals("no-new-privileges")) {
                noNewPrivileges = Optional.of(true);
                continue;
            }
            // The colon is the form of Docker before 1.11.
            String[] pair = option.split(option.contains("=") ? "=" : ":", 2);
            if (pair.length != 2) {
                throw new ServinException(ErrorKind.INTERNAL, "invalid --security-opt 1: \"" + option + "\"");
            }
            switch (pair[0]) {
                case "label" -> { }
                case "apparmor" -> apparmor = Optional.of(pair[1]);
                case "seccomp" -> seccomp = Optional.of(pair[1]);
                case "no-new-privileges" -> noNewPrivileges = Optional.of(bool(pair[1], option));
                default -> throw unknown(option);
            }
        }
        return new SecurityOptions(noNewPrivileges, seccomp, apparmor);
    }

    private static boolean bool(String text, String option) {
        if (!TRUE.contains(text) && !FALSE.contains(text)) {
            throw unknown(option);
        }
        return TRUE.contains(text);
    }

    private static ServinException unknown(String option) {
        return new ServinException(ErrorKind.INTERNAL, "invalid --security-opt 2: \"" + option + "\"");
    }
}
