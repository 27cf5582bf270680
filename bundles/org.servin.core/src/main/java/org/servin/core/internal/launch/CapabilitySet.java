package org.servin.core.internal.launch;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.servin.linux.capability.Capability;
import org.servin.linux.capability.OwnCapabilities;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Capabilities;

/** Which capabilities a container's processes have. */
final class CapabilitySet {
    private static final String ALL = "ALL";
    private static final String PREFIX = "CAP_";

    /** dockerd's fourteen. */
    private static final List<String> DEFAULT = List.of("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID",
            "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE");

    /** What this engine can give, in the kernel's order. */
    private final Set<String> available;

    CapabilitySet(OwnCapabilities own) {
        this.available = own.bounding().stream().filter(own.permitted()::contains).sorted().map(Enum::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Refuses names that are none. */
    static void check(List<String> add, List<String> drop) {
        check("CapAdd", add);
        check("CapDrop", drop);
    }

    private static void check(String field, List<String> names) {
        for (String name : orEmpty(names)) {
            String normal = normal(name);
            if (!normal.equals(ALL) && Capability.named(normal).isEmpty()) {
                throw ServinException.invalid("invalid " + field + ": unknown capability: \"" + normal + "\"");
            }
        }
    }

    /** All there are. */
    Set<String> all() {
        return available;
    }

    /** The default ones, and what was added and dropped; what the host does not have is left out. */
    Set<String> of(boolean privileged, List<String> add, List<String> drop) {
        if (privileged) {
            return available;
        }
        Set<String> added = normal(add);
        Set<String> dropped = normal(drop);
        Set<String> result = new LinkedHashSet<>();
        if (dropped.contains(ALL)) {
            result.addAll(added);
        } else if (added.contains(ALL)) {
            result.addAll(available);
            result.removeAll(dropped);
        } else {
            result.addAll(DEFAULT);
            result.removeAll(dropped);
            result.addAll(added);
        }
        if (added.contains(ALL)) {
            result.addAll(dropped.contains(ALL) ? available : Set.of());
        }
        result.retainAll(available);
        return result;
    }

    /** The sets of a process: nothing is inheritable or ambient, so that a file's capabilities are all that exec adds. */
    static Capabilities sets(Set<String> names) {
        return new Capabilities(names, names, names, Set.of(), Set.of());
    }

    private static Set<String> normal(Collection<String> names) {
        return orEmpty(names).stream().map(CapabilitySet::normal).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String normal(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.equals(ALL) || upper.startsWith(PREFIX) ? upper : PREFIX + upper;
    }

    private static Collection<String> orEmpty(Collection<String> names) {
        return names == null ? List.of() : names;
    }
}
