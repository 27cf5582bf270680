package org.servin.core.internal.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.servin.core.container.Ulimit;
import org.servin.core.system.EngineSettings;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Rlimit;

/** Limits of processes: the container's over the engine's {@code default-ulimits}. */
final class Rlimits {
    private static final Set<String> NAMES = Set.of("as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss",
            "rtprio", "rttime", "sigpending", "stack");
    private final Map<String, Rlimit> defaults = new LinkedHashMap<>();

    Rlimits(EngineSettings settings) {
        settings.map("default-ulimits").forEach((name, text) -> defaults.put(name, parse(name, text)));
    }

    List<Rlimit> of(List<Ulimit> ulimits) {
        Map<String, Rlimit> result = new LinkedHashMap<>(defaults);
        for (Ulimit ulimit : ulimits == null ? List.<Ulimit>of() : ulimits) {
            String name = ulimit.name() == null ? "" : ulimit.name().toLowerCase(Locale.ROOT);
            if (!NAMES.contains(name)) {
                throw new ServinException(ErrorKind.INTERNAL, "wrong rlimit value: RLIMIT_" + name.toUpperCase(Locale.ROOT));
            }
            result.put(name, new Rlimit(name, ulimit.soft(), ulimit.hard())); // whether they fit together is for the kernel to say
        }
        return new ArrayList<>(result.values());
    }

    private static Rlimit checked(String name, long soft, long hard) {
        if (name == null || !NAMES.contains(name)) {
            throw ServinException.invalid("invalid ulimit type: " + name);
        }
        if (hard != -1 && (soft == -1 || soft > hard)) {
            throw ServinException.invalid("ulimit soft limit must be less than or equal to hard limit: " + soft + " > " + hard);
        }
        return new Rlimit(name, soft, hard);
    }

    /** The command line's {@code soft[:hard]}, or daemon.json's object, which comes as {@code Name=nofile,Hard=2,Soft=1} in any order. */
    private static Rlimit parse(String name, String text) {
        try {
            if (text.contains("=")) {
                return checked(name, member(text, "soft"), member(text, "hard"));
            }
            String[] pair = text.split(":", 2);
            long soft = Long.parseLong(pair[0]);
            return checked(name, soft, pair.length > 1 ? Long.parseLong(pair[1]) : soft);
        } catch (NumberFormatException e) {
            throw ServinException.invalid("default-ulimits: not a limit: " + name + "=" + text);
        }
    }

    private static long member(String object, String name) {
        return Stream.of(object.split(",")).map(pair -> pair.split("=", 2)).filter(pair -> pair[0].strip().equalsIgnoreCase(name)).findFirst()
                .map(pair -> Long.parseLong(pair[1].strip())).orElse(0L);
    }
}
