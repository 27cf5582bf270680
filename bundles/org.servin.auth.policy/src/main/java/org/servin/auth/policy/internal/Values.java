package org.servin.auth.policy.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What kind of values an attribute has: how they are written so that equal things are equal texts, and which there are. */
enum Values {
    /** Compared as they are. */
    TEXT,
    /** {@code true} and {@code false}. */
    FLAG {
        @Override
        String ofPolicy(String value) {
            return oneOf(Set.of("true", "false"), value);
        }
    },
    /** Hosts with or without a port: case does not count (RFC 4343), nor does the port that is the usual one. */
    REGISTRY {
        private static final String HTTPS = ":443";

        @Override
        String normal(String value) {
            String lower = shifted(value, 'A', 'Z', 'a' - 'A');
            return lower.endsWith(HTTPS) ? lower.substring(0, lower.length() - HTTPS.length()) : lower;
        }
    },
    /** Capabilities without their prefix. {@code ALL} is each of them. */
    CAPABILITY {
        @Override
        String normal(String value) {
            String upper = shifted(value, 'a', 'z', 'A' - 'a');
            return upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper;
        }

        @Override
        String ofPolicy(String value) {
            return oneOf(CAPABILITIES, normal(value));
        }

        @Override
        Set<String> all(Set<String> values) {
            if (!values.contains(ALL)) {
                return values;
            }
            Set<String> every = new HashSet<>(values);
            every.addAll(CAPABILITIES);
            return every;
        }
    },
    /** Kinds of namespaces. */
    NAMESPACE {
        @Override
        String ofPolicy(String value) {
            return oneOf(Set.of("pid", "ipc", "network", "uts", "user", "cgroup"), value);
        }
    },
    /** Paths of the host. */
    PATH {
        @Override
        String normal(String value) {
            return HostPath.of(value).map(HostPath::text).orElse(value);
        }
    };

    private static final String ALL = "ALL";
    /** Those of capabilities(7), and all of them. */
    private static final Set<String> CAPABILITIES = Set.copyOf(List.of(ALL, "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN",
            "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN",
            "NET_BIND_SERVICE", "NET_BROADCAST", "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYSLOG", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT", "SYS_MODULE",
            "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "WAKE_ALARM"));

    /** The form of a request's value that is compared. */
    String normal(String value) {
        return value;
    }

    /** The form of a policy's value that is compared. IllegalArgumentException if there can be no such value. */
    String ofPolicy(String value) {
        return normal(value);
    }

    /** Values in normal form, with all that they mean. */
    Set<String> all(Set<String> values) {
        return values;
    }

    /** Changes the case of ASCII's letters alone: there are others whose other case is one of those. */
    private static String shifted(String text, char first, char last, int by) {
        StringBuilder shifted = new StringBuilder(text);
        for (int i = 0; i < shifted.length(); i++) {
            char c = shifted.charAt(i);
            if (c >= first && c <= last) {
                shifted.setCharAt(i, (char) (c + by));
            }
        }
        return shifted.toString();
    }

    private static String oneOf(Set<String> known, String value) {
        if (!known.contains(value)) {
            throw new IllegalArgumentException("is none of " + String.join(", ", new java.util.TreeSet<>(known)));
        }
        return value;
    }
}
