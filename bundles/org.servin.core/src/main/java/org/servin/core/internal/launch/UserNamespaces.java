package org.servin.core.internal.launch;

import java.util.OptionalInt;
import java.util.stream.Stream;
import org.servin.core.container.HostConfig;
import org.servin.core.internal.launch.LaunchPlanner.Input;
import org.servin.spi.IdMaps;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Namespace;

/**
 * Which users and groups a container has: the engine's ({@code userns-remap}), or with {@code UsernsMode} "host" the host's. Without remapping that mode
 * changes nothing.
 *
 * @param ofEngine what containers without a wish get
 */
public record UserNamespaces(IdMaps ofEngine) {
    /** The container's maps; none if its users are the host's. */
    public static IdMaps maps(IdMaps ofEngine, HostConfig host) {
        return "host".equals(host.isolation().usernsMode()) ? IdMaps.NONE : ofEngine;
    }

    IdMaps maps(HostConfig host) {
        return maps(ofEngine, host);
    }

    /** Refuses what a user namespace has no power to do, in dockerd's words; it finds out about the IPC namespace only at the start. */
    void check(HostConfig host) {
        if (maps(host).isNone()) {
            return;
        }
        refuse(host.isolation().privileged(),
                "privileged mode is incompatible with user namespaces.  You must run the container in the host namespace when running privileged mode");
        refuse("host".equals(host.wiring().networkMode()), "cannot share the host's network namespace when user namespaces are enabled");
        refuse("host".equals(host.isolation().pidMode()), "cannot share the host PID namespace when user namespaces are enabled");
        refuse("host".equals(host.isolation().ipcMode()), "cannot share the host IPC namespace when user namespaces are enabled");
    }

    private static void refuse(boolean conflict, String message) {
        if (conflict) {
            throw ServinException.invalid(message);
        }
    }

    /** Namespaces of another container are only of use in the user namespace that they belong to. */
    Namespace namespace(Input input) {
        if (maps(input.host()).isNone()) {
            return Namespace.host();
        }
        return Stream.of(input.pidPid(), input.ipcPid(), input.networkPid()).filter(OptionalInt::isPresent).findFirst()
                .map(pid -> Namespace.of(pid.getAsInt())).orElseGet(Namespace::fresh);
    }
}
