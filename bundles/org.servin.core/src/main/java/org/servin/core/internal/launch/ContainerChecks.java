package org.servin.core.internal.launch;

import java.util.List;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.HealthCheckConfig;
import org.servin.core.container.HostConfig;
import org.servin.spi.ServinException;

/** What dockerd refuses in the portable part of a configuration, and where it contradicts the host part. */
final class ContainerChecks {
    private static final long SHORTEST_NANOS = 1_000_000;

    private ContainerChecks() { }

    static void check(ContainerConfig config, HostConfig host) {
        network(config, host);
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

    private static void network(ContainerConfig config, HostConfig host) {
        HostConfig.Wiring wiring = host.wiring();
        String mode = wiring.networkMode() == null ? "" : wiring.networkMode();
        boolean joins = mode.startsWith("container:") || mode.equals("container");
        if (joins && mode.indexOf(':') + 1 == mode.length() || mode.equals("container")) {
            throw ServinException.invalid("Invalid network mode: invalid container format container:<name|id>");
        }
        refuse(joins && notEmpty(config.hostname()), "hostname and the network mode");
        refuse("host".equals(host.isolation().utsMode()) && notEmpty(config.hostname()), "hostname and the UTS mode");
        if (joins && notEmpty(wiring.links())) {
            throw ServinException.invalid("conflicting options: container type network can't be used with links. This would result in undefined behavior");
        }
        if (mode.equals("host") && notEmpty(wiring.links())) {
            throw ServinException.invalid("conflicting options: host type networking can't be used with links. This would result in undefined behavior");
        }
        refuse(joins && notEmpty(wiring.dns()), "dns and the network mode");
        refuse(joins && notEmpty(wiring.extraHosts()), "custom host-to-IP mapping and the network mode");
        refuse((joins || mode.equals("host")) && notEmpty(config.macAddress()), "mac-address and the network mode");
        refuse(joins && (wiring.portBindings() != null && !wiring.portBindings().isEmpty() || wiring.publishAllPorts()),
                "port publishing and the container type network mode");
        refuse(joins && config.exposedPorts() != null && !config.exposedPorts().isEmpty(), "port exposing and the container type network mode");
    }

    private static void refuse(boolean conflict, String what) {
        if (conflict) {
            throw ServinException.invalid("conflicting options: " + what);
        }
    }

    private static boolean notEmpty(String text) {
        return text != null && !text.isEmpty();
    }

    private static boolean notEmpty(List<?> list) {
        return list != null && !list.isEmpty();
    }
}
