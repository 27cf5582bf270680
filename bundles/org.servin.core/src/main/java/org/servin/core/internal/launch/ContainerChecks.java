package org.servin.core.internal.launch;

import java.util.List;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.HealthCheckConfig;
import org.servin.core.container.HostConfig;
import org.servin.core.internal.network.NetworkModes;
import org.servin.spi.ServinException;

/** What dockerd refuses in the portable part of a configuration, and where it contradicts the host part. */
final class ContainerChecks {
    private static final long SHORTEST_NANOS = 1_000_000;

    private ContainerChecks() { }

    static void check(ContainerConfig config, HostConfig host) {
        NetworkModes.check(config, host);
        if (notEmpty(config.workingDir()) && !config.workingDir().startsWith("/")) {
            throw ServinException.invalid("the working directory '" + config.workingDir() + "' is invalid, it needs to be an absolute path");
        }
        if (notEmpty(config.stopSignal())) {
            Signals.parse(config.stopSignal());
        }
        environment(config.env());
        if (config.healthcheck() != null) {
            health(config.healthcheck());
        }
    }

    /** Refuses variables without a name. Null means none. */
    static void environment(List<String> env) {
        for (String variable : env == null ? List.<String>of() : env) {
            if (variable.isEmpty() || variable.startsWith("=")) {
                throw ServinException.invalid("invalid environment variable: " + variable);
            }
        }
    }

    private static void health(HealthCheckConfig health) {
        notTooShort("Interval", health.interval());
        notTooShort("Timeout", health.timeout());
        if (health.retries() < 0) {
            throw ServinException.invalid("Retries in Healthcheck cannot be negative");
        }
        notTooShort("StartPeriod", health.startPeriod());
    }

    private static void notTooShort(String what, long nanos) {
        if (nanos != 0 && nanos < SHORTEST_NANOS) {
            throw ServinException.invalid(what + " in Healthcheck cannot be less than 1ms");
        }
    }

    private static boolean notEmpty(String text) {
        return text != null && !text.isEmpty();
    }
}
