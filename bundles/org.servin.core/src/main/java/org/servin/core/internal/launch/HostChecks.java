package org.servin.core.internal.launch;

import java.util.Set;
import org.servin.core.container.HostConfig;
import org.servin.core.container.RestartPolicy;
import org.servin.core.internal.network.NetworkModes;
import org.servin.core.internal.network.Ports;
import org.servin.core.internal.volume.MountSyntax;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** What dockerd refuses in the host part of a configuration; limits are checked by {@link LimitChecks}, {@code Binds} with the volumes. */
public final class HostChecks {
    private static final int OOM_SCORE_RANGE = 1_000;

    private HostChecks() { }

    /** The checks that dockerd makes before it looks at limits. */
    static void first(HostConfig host) {
        RestartPolicy policy = host.general().restartPolicy();
        boolean restarts = policy != null && policy.name() != null && !policy.name().isEmpty() && !policy.name().equals("no");
        if (host.general().autoRemove() && restarts) {
            throw ServinException.invalid("can't create 'AutoRemove' container with restart policy");
        }
        if (host.general().mounts() != null) {
            host.general().mounts().forEach(MountSyntax::mount);
        }
        NetworkModes.checkExtraHosts(host.wiring().extraHosts());
        Ports.check(host);
        if (policy != null) {
            restartPolicy(policy);
        }
        CapabilitySet.check(host.isolation().capAdd(), host.isolation().capDrop());
        String isolation = host.isolation().isolation();
        if (isolation != null && !isolation.isEmpty() && !isolation.equals("default")) {
            throw new ServinException(ErrorKind.INTERNAL, "Invalid isolation: \"" + isolation + "\" - linux only supports 'default'");
        }
    }

    /** The checks that come after those of limits. */
    static void last(HostConfig host) {
        if (host.general().tmpfs() != null) {
            host.general().tmpfs().keySet().forEach(MountSyntax::checkTarget);
        }
        long score = host.isolation().oomScoreAdj();
        if (score < -OOM_SCORE_RANGE || score > OOM_SCORE_RANGE) {
            throw ServinException.invalid("Invalid value " + score + ", range for oom score adj is [-1000, 1000]");
        }
        if (host.general().shmSize() < 0) {
            throw ServinException.invalid("SHM size can not be less than 0");
        }
        String mode = host.isolation().cgroupnsMode();
        if (mode != null && !Set.of("", "host", "private").contains(mode)) {
            throw ServinException.invalid("invalid cgroup namespace mode: " + mode);
        }
        SecurityOptions.parse(host.isolation().securityOpt());
    }

    /** Refuses a policy that is none, or a count where it has no meaning. */
    public static void restartPolicy(RestartPolicy policy) {
        String name = policy.name() == null ? "" : policy.name();
        switch (name) {
            case "always", "unless-stopped", "no" -> {
                if (policy.maximumRetryCount() != 0) {
                    throw ServinException.invalid("maximum retry count cannot be used with restart policy '" + name + "'");
                }
            }
            case "on-failure" -> {
                if (policy.maximumRetryCount() < 0) {
                    throw ServinException.invalid("maximum retry count cannot be negative");
                }
            }
            case "" -> { }
            default -> throw ServinException.invalid("invalid restart policy '" + name + "'");
        }
    }
}
