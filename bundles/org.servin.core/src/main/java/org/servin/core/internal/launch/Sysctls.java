package org.servin.core.internal.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Namespace;
import org.servin.spi.runtime.Namespaces;

/** Kernel parameters of a container: only those that its namespaces have for themselves. */
final class Sysctls {
    private static final Set<String> OF_IPC = Set.of("kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax",
            "kernel.shmmni", "kernel.shm_rmid_forced");

    private Sysctls() { }

    static Map<String, String> of(Map<String, String> wished, Namespaces namespaces) {
        Map<String, String> result = new LinkedHashMap<>();
        if (namespaces.net().mode() == Namespace.Mode.NEW) {
            // Every container may ping and use low ports without capabilities: so has dockerd since 20.10.
            if (namespaces.user().mode() == Namespace.Mode.HOST) { // in another, these groups are not all known
                putIfKnown(result, "net.ipv4.ping_group_range", "0 2147483647");
            }
            putIfKnown(result, "net.ipv4.ip_unprivileged_port_start", "0");
        }
        (wished == null ? Map.<String, String>of() : wished).forEach((name, value) -> {
            check(name.replace('/', '.'), namespaces);
            result.put(name.replace('/', '.'), value);
        });
        return result;
    }

    private static void putIfKnown(Map<String, String> result, String name, String value) {
        if (Files.exists(Path.of("/proc/sys", name.split("\\.")))) {
            result.put(name, value);
        }
    }

    private static void check(String name, Namespaces namespaces) {
        boolean ownUts = namespaces.uts().mode() != Namespace.Mode.HOST;
        if (OF_IPC.contains(name) || name.startsWith("fs.mqueue.")) {
            require(namespaces.ipc(), name, "is not allowed in the hosts ipc namespace");
        } else if (name.startsWith("net.")) {
            require(namespaces.net(), name, "not allowed in host network namespace");
        } else if (name.equals("kernel.hostname") && ownUts) {
            throw refused(name, "is not allowed as it conflicts with the OCI \"hostname\" field");
        } else if (!name.equals("kernel.domainname") || !ownUts) {
            throw refused(name, "is not in a separate kernel namespace");
        }
    }

    private static void require(Namespace namespace, String name, String otherwise) {
        if (namespace.mode() == Namespace.Mode.HOST) {
            throw refused(name, otherwise);
        }
    }

    private static ServinException refused(String name, String why) {
        return RuntimeRefusal.of("sysctl \"" + name + "\" " + why);
    }
}
